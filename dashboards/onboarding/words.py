"""What the steps of onboarding are called."""

from collections.abc import Mapping

from omnitrackiq.accounts.onboarding import StepName

TITLES: Mapping[StepName, str] = {
    "workspace": "Name your workspace",
    "shop": "Connect your shop",
    "ads": "Connect your ads",
    "ga4": "Connect Google Analytics",
    "targets": "Set your targets",
    "invite": "Invite your team",
    "tour": "Take the tour",
}

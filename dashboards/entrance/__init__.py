"""The way in and out: sign-in, sign-out, sign-up, confirmation, new password and invites, as routes of our own."""

from starlette.routing import BaseRoute, Route

from dashboards.entrance.confirming import show_confirmation, verify
from dashboards.entrance.invited import accept, show_invite
from dashboards.entrance.opening import create, show_new
from dashboards.entrance.resetting import ask, change, show_ask, show_change
from dashboards.entrance.restoring import restore, show_deleted
from dashboards.entrance.second_factor import begin, end, show_second_factor
from dashboards.entrance.signing_in import give_code, log_in, log_out, show_log_in
from dashboards.entrance.signing_up import show_sign_up, sign_up


def entrance_routes() -> list[BaseRoute]:
    """The routes; forms are shown by GET and acted on by POST only, so that a mail scanner's visit changes nothing."""
    return [
        Route("/login", show_log_in, methods=["GET"]),
        Route("/login", log_in, methods=["POST"]),
        Route("/login/code", give_code, methods=["POST"]),
        Route("/logout", log_out, methods=["POST"]),
        Route("/signup", show_sign_up, methods=["GET"]),
        Route("/signup", sign_up, methods=["POST"]),
        Route("/verify/{code}", show_confirmation, methods=["GET"]),
        Route("/verify/{code}", verify, methods=["POST"]),
        Route("/reset", show_ask, methods=["GET"]),
        Route("/reset", ask, methods=["POST"]),
        Route("/reset/{code}", show_change, methods=["GET"]),
        Route("/reset/{code}", change, methods=["POST"]),
        Route("/invite/{code}", show_invite, methods=["GET"]),
        Route("/invite/{code}", accept, methods=["POST"]),
        Route("/second-factor", show_second_factor, methods=["GET"]),
        Route("/second-factor", begin, methods=["POST"]),
        Route("/second-factor/off", end, methods=["POST"]),
        Route("/workspaces/new", show_new, methods=["GET"]),
        Route("/workspaces/new", create, methods=["POST"]),
        Route("/workspaces/deleted", show_deleted, methods=["GET"]),
        Route("/workspaces/deleted", restore, methods=["POST"]),
    ]

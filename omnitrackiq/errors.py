"""The one base of failures that a person can act on."""


class ExpectedError(Exception):
    """A failure whose text is one plain sentence for the person who caused it, without any secret in it.

    The command line prints the sentence and exits 1; pages show it. Everything else is a defect.
    """

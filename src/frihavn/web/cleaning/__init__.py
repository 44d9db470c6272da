"""Files that people send, made harmless before they are sealed. Officers only ever see the copy that is made here.

A child process that can open, start and reach nothing decodes what was sent and hands back pictures or plain text;
this process checks that they are nothing else. No Django.
"""

from frihavn.web.cleaning.cleaned import LIMITS, Cleaned, CleaningError, Limits
from frihavn.web.cleaning.process import clean, sandbox_report

__all__ = ["LIMITS", "Cleaned", "CleaningError", "Limits", "clean", "sandbox_report"]

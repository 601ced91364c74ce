"""Client of nobase-edge: the user accounts of your app."""

from .calls import Reason, Upload
from .client import Client
from .errors import ApiError, NetworkError

__all__ = ["ApiError", "Client", "NetworkError", "Reason", "Upload"]

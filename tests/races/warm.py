"""What the processes of races have read before they are forked, with an application built that connects to nothing."""

import tests.races.booking
import tests.races.sending  # noqa: F401
from app import create_app
from config import Settings

create_app(Settings(env="test", database_url="sqlite://"))  # the first takes half a second

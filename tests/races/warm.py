"""What a process that shall be forked has done before: read the code and built an application, connected to nothing."""

from app import create_app
from config import Settings

create_app(Settings(env="test", database_url="sqlite://"))  # the first takes half a second

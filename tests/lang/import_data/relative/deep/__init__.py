from .. import top
from ..top import x as again
from . import *
from .deeper import bottom
from .deeper.bottom import up

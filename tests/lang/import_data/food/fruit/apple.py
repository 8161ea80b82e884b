print("running", __name__)
from ..bread import kind
from .. import bread as b
from . import pear
name = "apple on " + kind

from ... import top
from ...top import x
from ..deeper import __name__ as up
here = __name__

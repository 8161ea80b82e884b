from ..top import absent

from ..missing import nothing

# f_lineno of a frame that an exception has left: where it came up, not where it was cleaned up.
def t(f):
    try: f(); print("no")
    except Exception as ex:
        tr=ex.__traceback__.tb_next
        fr=tr.tb_frame
        l=[]
        while tr: l.append(tr.tb_lineno-tr.tb_frame.f_code.co_firstlineno); tr=tr.tb_next
        print(f.__name__, l, fr.f_lineno-f.__code__.co_firstlineno)
def after_raise_in_except():
    try:
        1/0
    except:
        1/0
        pass
def after_other_except():
    try:
        1/0
    except TypeError as ex:
        pass
def in_named_except():
    try:
        1/0
    except Exception as ex:
        1/0
        pass
def in_try():
    try:
        1/0
    finally:
        pass
def in_finally_normal():
    try:
        pass
    finally:
        1/0
        pass
def in_finally_except():
    try:
        1/0
    finally:
        1/0
        pass
class Noop:
    def __enter__(self): return self
    def __exit__(self,*a): return False
def after_with():
    with Noop():
        1/0
        pass
for f in (after_raise_in_except,after_other_except,in_named_except,in_try,in_finally_normal,in_finally_except,after_with): t(f)

# The functions and types of _json, and OrderedDict.
import _collections
import _json


class Context:
    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = str


def main():
    scan = _json.make_scanner(Context())
    text = '{"name": [1, 2.5, -3e10, 123456789012345678901], "a\\u00e9": {"name": null}, "k": [true, "x\\ud83d\\ude00"]}'
    value, end = scan(text, 0)
    assert end == len(text) and value["name"][0] == 1 and value["a\xe9"] == {"name": None}
    encode = _json.make_encoder({}, str, _json.encode_basestring_ascii, None, ": ", ", ", False, False, True)
    assert encode(value, 0)[0].startswith('{"name": [1, 2.5')
    encode = _json.make_encoder(None, str, _json.encode_basestring, None, ":", ",", True, True, True)
    assert encode({"b": 1.5, "a": ("\u20ac", main)}, 0)[0].startswith('{"a":["\u20ac","<func')
    assert _json.scanstring('ab\\n"', 0) == ("ab\n", 5)

    d = _collections.OrderedDict((i, str(i)) for i in range(12))
    d.move_to_end(3)
    d.move_to_end(7, last=False)
    assert next(iter(d)) == 7 and d.popitem()[0] == 3 and d.popitem(last=False)[0] == 7
    e = d.copy() | {"x": 1}
    assert e != d and list(reversed(e.keys()))[0] == "x" and len(e.items()) == 11
    assert repr(_collections.OrderedDict(a=1)) == "OrderedDict([('a', 1)])"


main()

# Where text takes short ways: patterns with what is known of them beforehand, substitution without a
# list, text that outgrows its builder, characters, base64.
import binascii
import re

p = re.compile(r"(\d+)|[a-c]+x|(?:ab?)+;")
print(p.findall("12 abx ab;c"), p.sub(r"<\1>", "7 abx"), p.sub("-", "1 2\u0100"), p.split("a1b"))
t = str.maketrans("ab", "xy", "c")
print("abcd".translate(t), "a\u0100".translate(t), "aé".translate({97: "long " * 20}))
print("a,b,,c".split(","), "x,y,z,1,2,3,4,5,6,7,8,9,0,1".split(","), set("hello"), "hello"[::-1])
print("%s-%05d-%x" % ("q" * 90, 42, 255), "%s\u0100" % "é", [c for c in "abé"], "b" in "abc")
print(binascii.a2b_base64(binascii.b2a_base64(b"some data")), b"abc".decode(), "abc".encode())

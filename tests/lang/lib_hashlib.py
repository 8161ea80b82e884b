"""hashlib: every algorithm over the borders of blocks, in pieces, copies, parameters, errors."""
import hashlib
import hmac
import random

TEXT = bytes(i * 7 % 256 for i in range(1000))
NAMES = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384",
         "sha3_512", "blake2b", "blake2s"]

for name in NAMES:
    make = getattr(hashlib, name)
    for n in [0, 1, 55, 56, 63, 64, 65, 71, 72, 103, 111, 112, 127, 128, 129, 136, 144, 300, 1000]:
        pieces = hashlib.new(name)
        for i in range(0, n, 37):
            pieces.update(TEXT[i:min(i + 37, n)])
        whole = make(TEXT[:n])
        assert whole.digest() == pieces.digest() == pieces.copy().digest()
        print(name, n, whole.hexdigest())
    print(whole.name, whole.digest_size, whole.block_size, len(whole.digest()))
for name in ["shake_128", "shake_256"]:
    h = hashlib.new(name, TEXT)
    print(name, h.digest_size, h.block_size, h.hexdigest(0), h.hexdigest(40), h.hexdigest(400)[-20:])
for options in [{"digest_size": 20}, {"key": b"key"}, {"salt": b"salt", "person": b"person"},
                {"fanout": 2, "depth": 3, "leaf_size": 4096, "node_offset": 5, "node_depth": 1,
                 "inner_size": 32, "last_node": True}]:
    print(options, hashlib.blake2b(TEXT, **options).hexdigest())
    print(options, hashlib.blake2s(TEXT, **options).hexdigest())
print(hmac.new(b"key", TEXT, "sha256").hexdigest())
print(hashlib.md5(bytearray(b"abc")).hexdigest(), hashlib.sha1(memoryview(b"abc")).hexdigest())
print(sorted(hashlib.algorithms_guaranteed))
for bad in ["text", 5, None]:
    try:
        hashlib.sha256(bad)
    except TypeError as e:
        print(e)
try:
    hashlib.new("none")
except ValueError as e:
    print(e)
random.seed("text")
print(random.random())

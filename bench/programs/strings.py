"""Text built, split, searched and joined."""
import sys


def words(n):
    state = 12345
    for _ in range(n):
        state = (state * 1103515245 + 12345) % 2147483648
        length = 2 + state % 7
        word = ""
        for i in range(length):
            word += chr(97 + (state >> i) % 26)
        yield word


def main(n):
    text = " ".join(words(n))
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    lines = []
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:2000]:
        lines.append(f"{word:<10}|{count:>6d}|{word.upper()}|{word[::-1]}")
    table = "\n".join(lines)
    total = 0
    for line in table.splitlines():
        name, count, upper, back = line.split("|")
        total += int(count) * len(name.strip())
        if upper.startswith("A") and back.endswith("a"):
            total += 1
    replaced = text.replace("a", "<a>").replace("<a>", "b")
    print(len(text), len(counts), total, replaced.count("b"), text.find("zzz"))


main(int(sys.argv[1]) if len(sys.argv) > 1 else 200000)

# options: --max-objects 12
numbers = [1, 2, 3]
numbers.append(1000)
table = {"a": numbers, 5: "five"}
pair = (numbers, numbers)
group = {10}
del table["a"]
text = "loh"
same = "loh"
text += "!"

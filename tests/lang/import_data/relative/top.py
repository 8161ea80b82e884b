x = "top"

"""Two builds compared: what is stated in one and not in the other (`data`), who became one or two (`identity`), which edition brought it (`editions`), and
which verdicts moved and because of which fact (`verdicts`). `operands` reads what may be compared.

What is derived (shortcuts, verdicts, ranks of evidence) is no data of its own: it is compared as an answer.
"""

"""The verdicts of the graph: for each deal, supplier and programme, was the supplier listed on the day of the deal, by name or through its owners?

The same is asked of what is supplied to a listed recipient: a supply link, its recipient, and each programme. `judging.judge` is the pure function over a
`docket.Docket`; the projection stores its answers as derived `Verdict` nodes (`derived`), and `kg verdicts` asks it again (`asking`).
"""

// Verdicts
// question: Which suppliers were on a programme, or reached by it through their owners, when their deals were made, and why does the graph say so?
// asked by: export-control analyst
// evidence: deals of every grade; the verdicts of docs/verdicts.md
// param supplier: text = ''. Id of a supplier, such as hikvision; all when empty
// param verdict: text = ''. listed-before, listed-after, not-listed or cannot-tell; all when empty
// column deal: the deal's id
// column supplier: name of the supplier
// column supplier_id: its id
// column destination: where the deal went
// column deal_date: date of the deal as published, and what it dates
// column programme: the list
// column measures: what the list forbids
// column verdict: listed-before, listed-after, not-listed (an earlier listing had ended) or cannot-tell
// column rule: by-name, or the rule through which the supplier's owners bring it under the list
// column why: the two intervals compared, in words
// column sources: sources of the deal and of everything the verdict rests on
// caveat: Programmes on which the supplier and its owners never were are not here; kg verdicts counts the lists that lack them.
// caveat: Being listed forbids certain things to certain people (measures); it is no proof that the deal was unlawful.
MATCH (k:Verdict)-[j:JUDGES]->(d:Deal)-[:DESTINATION]->(t:Territory), (k)-[:JUDGED]->(v:Organization), (k)-[:AGAINST]->(p:Programme)
WITH * WHERE ($supplier = '' OR v.id = $supplier) AND ($verdict = '' OR k.verdict = $verdict)
RETURN d.id AS deal, v.name AS supplier, v.id AS supplier_id, t.code AS destination,
  coalesce(d.date, '') + CASE WHEN d.dateKind IS NULL THEN '' ELSE ' (' + d.dateKind + ')' END AS deal_date,
  p.name AS programme, p.measures AS measures, k.verdict AS verdict, k.rule AS rule, k.why AS why, j.sources AS sources
ORDER BY supplier, deal, programme, destination
LIMIT 2000

// Deals made after a listing
// question: Which deals were made when their supplier was certainly on a programme, by name or through its owners, and how long after the listing?
// asked by: export-control analyst
// evidence: deals from the grade in the parameter evidence on, press when none is given; the verdict listed-before of docs/verdicts.md
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column deal: the deal's id
// column vendor: the supplier
// column vendor_id: its id
// column programme: the list
// column measures: what the list forbids
// column rule: by-name, or the rule through which the supplier's owners bring it under the list
// column listed: latest day on which the listing can have begun
// column deal_date: date of the deal as published
// column deal_date_kind: what that date dates
// column days_after: whole days between the listing and the first possible day of the deal, at least
// column destination: where the deal went
// column status: stage of the deal
// column note: what the source says of the supplier's part
// column sources: sources of the deal and of the listing
// caveat: A listing that had ended before the deal does not count. Deals whose date overlaps the listing are not here: their verdict is cannot-tell (kg verdicts).
// caveat: A deal of which only the day of an announcement, a report or of use is known is not here: it may have been made earlier. A delivery may fulfil an older contract.
// caveat: Being listed forbids certain things to certain people (measures); it is no proof that the deal was unlawful.
MATCH (k:Verdict {verdict: 'listed-before'})-[j:JUDGES]->(d:Deal)-[:DESTINATION]->(t:Territory), (k)-[:JUDGED]->(v:Organization), (k)-[:AGAINST]->(p:Programme)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported']
RETURN d.id AS deal, v.name AS vendor, v.id AS vendor_id, p.name AS programme, p.measures AS measures, k.rule AS rule, k.listedLatest AS listed,
  d.date AS deal_date, d.dateKind AS deal_date_kind, k.daysMin AS days_after, t.code AS destination, d.status AS status, d.notes AS note, j.sources AS sources
ORDER BY vendor, deal, programme, destination
LIMIT 1000

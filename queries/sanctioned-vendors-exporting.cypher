// Sanctioned vendors exporting
// question: Which vendors that are on a sanctions or export-control programme on a day have deals abroad, and were they listed when the deals were made?
// asked by: investigative journalist
// evidence: deals from the grade in the parameter evidence on, press when none is given; listings of every grade, joined into stays and compared with the deal as docs/verdicts.md says
// param as_of: date = today. The day on which the vendor is on the programme
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column id: the vendor's id, as kg query and Cypher take it
// column vendor: name of the vendor
// column programme: the list it is on
// column measures: what the list forbids
// column rule: by-name, or the rule through which the vendor's owners bring it under the list
// column since: latest day on which the listing can have begun
// column territories: destinations of its deals abroad
// column deals: number of deals abroad that were signed, delivered or reported
// column listed_before: deals made while the vendor was certainly listed
// column listed_after: deals made when the vendor was certainly not yet listed
// column cannot_tell: deals of which the dates do not say
// column not_listed: deals made after an earlier listing had ended
// column disputed: whether sources of the listing give starts that exclude each other
// column sources: sources of the listing and of the deals
// caveat: A deal of a listed vendor breaks no rule by itself: an investment ban or a procurement ban does not forbid exports.
// caveat: Deals of subsidiaries count for the subsidiary. Vendors whose home territory is not known are left out.
MATCH (v:Organization)-[s:STAYED_ON]->(p:Programme)
WITH * WHERE s.startLatest <= $as_of AND coalesce(s.endEarliest, '9999-12-31') > $as_of
WITH DISTINCT v, p
MATCH (k:Verdict)-[:JUDGED]->(v), (k)-[:AGAINST]->(p), (k)-[j:JUDGES]->(d:Deal)-[:DESTINATION]->(t:Territory)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported']
  AND EXISTS { (v)-[:TERRITORY]->(:Territory) } AND NOT EXISTS { (v)-[:TERRITORY]->(:Territory)<-[:WITHIN*0..2]-(t) }
UNWIND j.sources AS source
WITH v, p, k, d, t, source ORDER BY t.code, d.uri, source
WITH v, p, k.rule AS rule,
  min(k.listedLatest) AS since,
  collect(DISTINCT t.code) AS territories,
  count(DISTINCT d.uri) AS deals,
  count(DISTINCT CASE WHEN k.verdict = 'listed-before' THEN d.uri END) AS listed_before,
  count(DISTINCT CASE WHEN k.verdict = 'listed-after' THEN d.uri END) AS listed_after,
  count(DISTINCT CASE WHEN k.verdict = 'cannot-tell' THEN d.uri END) AS cannot_tell,
  count(DISTINCT CASE WHEN k.verdict = 'not-listed' THEN d.uri END) AS not_listed,
  max(CASE WHEN k.disputed = true THEN 1 ELSE 0 END) AS doubts,
  collect(DISTINCT source) AS sources
RETURN v.id AS id, v.name AS vendor, p.name AS programme, p.measures AS measures, rule, since, territories, deals, listed_before, listed_after,
  cannot_tell, not_listed, doubts = 1 AS disputed, sources
ORDER BY deals DESC, vendor, programme, id, rule
LIMIT 500

// Sanctioned vendors exporting
// question: Which vendors that are on a sanctions or export-control programme on a day have deals abroad, and were the deals made before or after?
// asked by: investigative journalist
// evidence: deals from the grade in the parameter evidence on, press when none is given; listings of every grade
// param as_of: date = today. The day on which the vendor is on the programme
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column id: the vendor's id, as kg query and Cypher take it
// column vendor: name of the vendor
// column programme: the list it is on
// column measures: what the list forbids
// column since: latest day on which the listing can have begun
// column territories: destinations of its deals abroad
// column deals: number of deals abroad that were signed, delivered or reported
// column before: deals whose last possible day is before the first possible day of the listing
// column after: deals signed or delivered on or after the day in since, whatever day within the published date is the right one
// column unclear: all others: no date, a date that overlaps the start of the listing, or only a later day of announcement, report or use
// column disputed: whether sources of the listing give starts that exclude each other
// column sources: sources of the listing and of the deals
// caveat: Listed by name only; a vendor that is covered through its owners is not found here.
// caveat: A deal after a listing breaks no rule by itself: an investment ban or a procurement ban does not forbid exports.
// caveat: Deals of subsidiaries count for the subsidiary. Vendors whose home territory is not known are left out.
MATCH (:Deal)-[:SUPPLIER]->(v:Organization)
WITH DISTINCT v
MATCH (v)<-[:SUBJECT]-(l:Listing)-[:PROGRAMME]->(p:Programme), (l)-[:SOURCE]->(ls:Source)
WITH * WHERE l.startLatest <= $as_of AND coalesce(l.endLatest, l.goneBy, '9999-12-31') >= $as_of
WITH v, p, l, ls ORDER BY ls.id
WITH v, p, min(l.startLatest) AS since, collect(DISTINCT l.startEarliest) AS firsts, collect(DISTINCT ls.id) AS list_sources,
  max(CASE WHEN l.disputed = true THEN 1 ELSE 0 END) AS doubts
WITH v, p, since, list_sources, doubts = 1 AS disputed, reduce(m = '', x IN firsts | CASE WHEN x <= since AND x > m THEN x ELSE m END) AS since_first
MATCH (v)<-[:SUPPLIER]-(d:Deal)-[:DESTINATION]->(t:Territory), (d)-[:SOURCE]->(ds:Source)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported']
  AND EXISTS { (v)-[:TERRITORY]->(:Territory) } AND NOT EXISTS { (v)-[:TERRITORY]->(:Territory)<-[:WITHIN*0..2]-(t) }
WITH v, p, since, since_first, list_sources, disputed, d, t, ds ORDER BY t.code, d.uri, ds.id
WITH v, p, since, list_sources, disputed,
  collect(DISTINCT t.code) AS territories,
  count(DISTINCT d.uri) AS deals,
  count(DISTINCT CASE WHEN since_first <> '' AND d.dateLatest < since_first THEN d.uri END) AS before,
  count(DISTINCT CASE WHEN d.dateKind IN ['signed', 'delivered'] AND d.dateEarliest >= since THEN d.uri END) AS after,
  collect(DISTINCT ds.id) AS deal_sources
RETURN v.id AS id, v.name AS vendor, p.name AS programme, p.measures AS measures, since, territories, deals, before, after,
  deals - before - after AS unclear, disputed, list_sources + deal_sources AS sources
ORDER BY deals DESC, vendor, programme, id
LIMIT 500

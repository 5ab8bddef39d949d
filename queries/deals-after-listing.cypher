// Deals made after a listing
// question: Which deals were signed or delivered on or after the day on which their supplier was certainly on a programme, and how long after?
// asked by: export-control analyst
// evidence: deals from the grade in the parameter evidence on, press when none is given; listings of every grade
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column deal: the deal's id
// column vendor: the supplier
// column vendor_id: its id
// column programme: the list
// column measures: what the list forbids
// column listed: latest day on which the listing can have begun
// column deal_date: date of the deal as published
// column deal_date_kind: what that date dates
// column days_after: whole days between the listing and the first possible day of the deal, at least
// column destination: where the deal went
// column status: stage of the deal
// column note: what the source says of the supplier's part
// column sources: sources of the deal and of the listing
// caveat: A listing that had ended before the deal does not count. Deals whose date overlaps the listing are not here; see sanctioned-vendors-exporting.
// caveat: A deal of which only the day of an announcement, a report or of use is known is not here: it may have been made earlier. A delivery may fulfil an older contract.
// caveat: Being listed forbids certain things to certain people (measures); it is no proof that the deal was unlawful.
MATCH (d:Deal)-[:SUPPLIER]->(v:Organization)<-[:SUBJECT]-(l:Listing)-[:PROGRAMME]->(p:Programme), (d)-[:DESTINATION]->(t:Territory)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported'] AND d.dateKind IN ['signed', 'delivered']
  AND d.dateEarliest >= l.startLatest AND coalesce(l.endEarliest, l.seenUntil, '9999-12-31') >= d.dateLatest
MATCH (d)-[:SOURCE]->(ds:Source), (l)-[:SOURCE]->(ls:Source)
WITH d, v, p, t, l, ds, ls ORDER BY ds.id, ls.id
WITH d, v, p, t, min(l.startLatest) AS listed, collect(DISTINCT ds.id) AS deal_sources, collect(DISTINCT ls.id) AS list_sources
RETURN d.id AS deal, v.name AS vendor, v.id AS vendor_id, p.name AS programme, p.measures AS measures, listed, d.date AS deal_date, d.dateKind AS deal_date_kind,
  duration.inDays(date(listed), date(d.dateEarliest)).days AS days_after, t.code AS destination, d.status AS status, d.notes AS note, deal_sources + list_sources AS sources
ORDER BY vendor, deal, programme
LIMIT 1000

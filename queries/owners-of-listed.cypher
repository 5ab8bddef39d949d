// Owners of listed vendors
// question: Who holds stakes in organizations that are on a programme on a day, how large, and is the owner on a programme itself?
// asked by: export-control analyst
// evidence: every grade counts; listings joined into stays as for the verdict (docs/verdicts.md)
// param as_of: date = today. The day on which the asset is on the programme
// column owner: who holds the stake
// column owner_id: its id
// column asset: the listed organization
// column share: per cent as published; empty where the source gives none
// column held: the period, or the day on which the stake is known to have been held
// column asset_programmes: lists that the asset is on
// column owner_programmes: lists that the owner is on
// column disputed: whether another source gives another share for the same day
// column sources: sources of the stake
// caveat: Stakes stand as published at their day; this query does not add them up or follow chains (kg owners does).
MATCH (o)<-[:OWNER]-(s:OwnershipStake)-[:ASSET]->(a:Organization)-[l:STAYED_ON]->(p:Programme), (s)-[:SOURCE]->(c:Source)
WITH * WHERE l.startLatest <= $as_of AND coalesce(l.endEarliest, '9999-12-31') > $as_of
WITH o, s, a, p, c ORDER BY p.name, c.id
WITH o, s, a, collect(DISTINCT p.name) AS asset_programmes, collect(DISTINCT c.id) AS sources
OPTIONAL MATCH (o)-[ol:STAYED_ON]->(op:Programme)
WITH o, s, a, asset_programmes, sources, ol, op ORDER BY op.name
WITH o, s, a, asset_programmes, sources,
  collect(DISTINCT CASE WHEN ol.startLatest <= $as_of AND coalesce(ol.endEarliest, '9999-12-31') > $as_of THEN op.name END) AS owner_programmes
RETURN o.name AS owner, o.id AS owner_id, a.name AS asset, s.share AS share, coalesce(s.asOf, coalesce(s.start, '') + '/' + coalesce(s.end, '')) AS held,
  asset_programmes, owner_programmes, coalesce(s.disputed, false) AS disputed, sources
ORDER BY asset, owner, held, s.uri
LIMIT 1000

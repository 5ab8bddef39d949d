// Territories' own rules on use
// question: Which cities, states and unions ban or limit public use of a technology, since when, and is the rule known to have ended?
// asked by: think-tank researcher
// evidence: every grade counts
// param as_of: date = today. The day
// column rule: the rule
// column territory: country of the rule
// column issuer: who made it
// column measures: what it forbids
// column technologies: what it is about
// column state: in-force, suspended, not yet, or ended on the day
// column since: first day as published
// column until: last day as published
// column sources: sources of the interval
// caveat: A start is often the day of the vote or of the signature; the interval's start kind says so.
// caveat: Only rules that somebody entered; a place that is not here may have one.
MATCH (r:Rule)<-[:RULE]-(x:RuleInterval), (x)-[:SOURCE]->(s:Source)
WITH * WHERE any(m IN r.measures WHERE m IN ['use-ban', 'use-limit'])
OPTIONAL MATCH (r)-[:TERRITORY]->(t:Territory)
OPTIONAL MATCH (r)-[:ISSUER]->(i:Organization)
OPTIONAL MATCH (r)-[:TECHNOLOGY]->(k:Technology)
WITH r, x, s, t, i, k ORDER BY k.code, s.id
WITH r, x, t, i, collect(DISTINCT k.code) AS technologies, collect(DISTINCT s.id) AS sources
RETURN r.name AS rule, t.code AS territory, i.name AS issuer, r.measures AS measures, technologies,
  CASE WHEN coalesce(x.startEarliest, x.startLatest) > $as_of THEN 'not yet' WHEN x.endLatest < $as_of THEN 'ended' ELSE x.ruleState END AS state,
  x.start AS since, x.end AS until, sources
ORDER BY territory, rule, since, x.uri
LIMIT 500

// Rules in force
// question: Which rules were in force or suspended on a day, on what legal act, and is that known for that day?
// asked by: export-control analyst
// evidence: every grade counts
// param as_of: date = today. The day
// column rule: the rule
// column rule_id: its id
// column issuer: who made it
// column measures: what it forbids
// column state: in-force, suspended, or ended where the last known interval is over
// column since: first day of the interval as published
// column until: last day of the interval as published, empty when open
// column legal_acts: the acts
// column sources: sources of the interval
// caveat: The state is that of the last interval that began by the day. An interval without an end is taken to last; what no source says of later days the graph does not know.
MATCH (r:Rule)<-[:RULE]-(x:RuleInterval), (x)-[:SOURCE]->(s:Source)
WITH * WHERE coalesce(x.startEarliest, x.startLatest) <= $as_of
OPTIONAL MATCH (r)-[:ISSUER]->(i:Organization)
WITH r, x, i, s ORDER BY i.name, s.id
WITH r, x, collect(DISTINCT i.name) AS issuers, collect(DISTINCT s.id) AS sources
ORDER BY r.id, coalesce(x.startEarliest, x.startLatest) DESC, x.uri
WITH r, collect({state: x.ruleState, start: x.start, end: x.end, endLatest: x.endLatest, acts: x.legalActs, issuers: issuers, sources: sources}) AS intervals
WITH r, intervals[0] AS x
RETURN r.name AS rule, r.id AS rule_id, x.issuers[0] AS issuer, r.measures AS measures,
  CASE WHEN x.endLatest < $as_of THEN 'ended' ELSE x.state END AS state, x.start AS since, x.end AS until, x.acts AS legal_acts, x.sources AS sources
ORDER BY rule, rule_id
LIMIT 500

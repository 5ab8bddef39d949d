// Possibly the same
// question: Which organizations may be one and the same, as far as their names, territories and sites go, and has nobody decided?
// asked by: export-control analyst
// evidence: a comparison of names; no decision (docs/identity.md)
// param organization: text = ''. Id of an organization, such as intellexa-sa; all when empty
// column left: name of the one
// column left_id: its id
// column right: name of the other
// column right_id: its id
// column score: how alike they are, 0 to 1
// column decision: open (nobody has looked), or unsure (somebody has, and could not tell)
// column speaks_for: what speaks for it
// column speaks_against: what speaks against it
// column sources: sources of the two
// caveat: A candidate is not a merge: each of the two keeps its own listings and deals until somebody decides (kg resolve).
MATCH (a:Organization)-[r:POSSIBLY_SAME]->(b:Organization)
WITH * WHERE $organization = '' OR a.id = $organization OR b.id = $organization
RETURN a.name AS left, a.id AS left_id, b.name AS right, b.id AS right_id, r.score AS score, r.decision AS decision, r.speaksFor AS speaks_for,
  coalesce(r.speaksAgainst, []) AS speaks_against, r.sources AS sources
ORDER BY score DESC, left_id, right_id
LIMIT 5000

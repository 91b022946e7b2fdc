// Who rejects what, and whose proposal or demand was it?
//
// "The offer" and "the proposal" are the same node as the offer itself, so the one who made it is one step away.

// name: rejections
MATCH (x:Actor)-[r:REJECTS]->(content)
OPTIONAL MATCH (content)<-[:PROPOSES|DEMANDS]-(y:Actor) WHERE y <> x
OPTIONAL MATCH (x)-[:PART_OF|REPRESENTS]->(side:Actor)
RETURN r.date AS date, x.name AS who, collect(DISTINCT side.name) AS of_side, content.text AS rejects,
       collect(DISTINCT y.name) AS made_by
ORDER BY date, who, rejects;

// What is made to depend on what, and who says so?
//
// CONDITIONS_ON leads from what is offered, threatened or agreed to what must hold for it. The actor is whoever put
// the first one forward, or whose statement contains it.

// name: conditions
MATCH (content)-[c:CONDITIONS_ON]->(condition)
OPTIONAL MATCH (actor:Actor)-[act:PROPOSES|PROMISES|THREATENS|DEMANDS|ACCEPTS|REJECTS|WARNS]->(content)
OPTIONAL MATCH (speaker:Actor)-[:SAYS]->(:Statement)-[:CONTAINS]->(content)
RETURN c.date AS date, collect(DISTINCT coalesce(actor.name, speaker.name)) AS who, collect(DISTINCT type(act)) AS act,
       content.text AS what, c.kind AS kind, condition.text AS depends_on
ORDER BY date, what, depends_on;

// Package api serves what the pages do to programs: the case system's, above
// all. It is described at /api/openapi.json (OpenAPI 3.1), which the tests hold
// it to.
//
// # For integrators
//
// A person makes a token under My account, narrows it to what the program needs,
// and hands it over; it is shown once. The program sends it with each request:
//
//	$ curl -H "Authorization: Bearer $TOKEN" https://caseclock.council.example/api/v1/me
//
// It acts for that person: what they may not see is not there. To see what is
// out of timescale and has no reason:
//
//	$ curl -H "Authorization: Bearer $TOKEN" "https://caseclock.council.example/api/v1/breaches?unexplained=true"
//
// Each line has the case's opaque id (case_id), which addresses are made of, and
// the case system's reference (case), which never stands in one. A case is found
// by its reference with POST /api/v1/cases/search. Lists come in pages: next is
// the cursor of the page that follows.
//
// To record what happened, send the events as they are in the case system, up to
// 1,000 at once, all or none, with an Idempotency-Key that is new for each
// request and the same for each attempt at it:
//
//	$ curl -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: $(uuidgen)" \
//	    -d '{"events":[{"case":"CP-0417","event":"core-group-held","on":"2026-03-02"}]}' \
//	    https://caseclock.council.example/api/v1/events
//
// To change one case by its address, send If-Match with the ETag that it was
// read with. Where something else was recorded meanwhile, the answer (412) says
// what, and nothing is.
//
// What goes wrong is answered as application/problem+json: branch on type, show
// detail and errors. To be told of breaches, rather than ask, have a webhook
// configured (see the engine's hooks).
//
// # Conventions
//
// Nobody comes in by a session, and nobody without a token learns what
// addresses there are. What each operation needs stands in the one table of
// package web. No answer repeats a value that was sent and refused. No reference
// stands in an address or a cursor.
package api

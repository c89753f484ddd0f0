// Package web serves Caseclock's pages and its API on one listener. It stands on
// the engine alone: no page reaches the store.
//
// One table (table.go) says which act each route needs. A route without a row
// keeps the server from being made, and so does a row without a route.
//
// Every answer has the headers of headers.go; what changes something must come
// from this site's own pages (http.CrossOriginProtection). Who is not signed in
// is sent to the sign-in page and back.
package web

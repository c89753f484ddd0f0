// Package page is what every page is made with: a request with the person who
// makes it and their desk, the layout, forms with their faults, and the words
// and marks that all pages share.
//
// # Conventions
//
// A page is a whole document; what changes something is posted and answered by
// a redirect (303), so that going back and reloading do no harm. Nothing needs
// script. A case stands in an address by its opaque id alone, and no reference
// of a case ever does. Days are written "26 January 2026" and read in that way,
// as 26/1/2026 or as 2026-01-26. A status is told by a word, and its colour only
// helps.
//
// What a person typed is kept when it is refused: the page comes back with all
// faults of the form, each with a link to its field, and its title begins with
// "Error:".
package page

// Package entrance lets people in: signing in with a local account or with the
// council, setting up a second factor, changing a password, ending sessions,
// signing out, and the tokens that requests of the API carry.
//
// # Conventions
//
// Nothing is kept of somebody who is not signed in, but in memory and for ten
// minutes what a sign-in with the council began with. A session begins when the
// first step of signing in is right, under a new random token, of which the
// store has a hash. The cookie is Secure, HttpOnly and bound to this host
// (__Host-), and SameSite=Lax: with Strict a browser would leave it out when a
// person follows the link of a mail or comes back from the council's sign-in,
// and they would seem signed out. What changes something is posted, and is
// refused from other sites.
//
// A person sees their own sessions: since when, from where, when last used. They
// end any or all others once they have proved again that it is they: with the
// password, or at the council's sign-in (engine.Sessions says how). A mark in the
// form names a session, and no address does.
//
// Who was sent here from a page goes back to it. That page stands in the form as
// a path of this site, and any other address is left out.
package entrance

// Package imports is the pages on which an export of a case system is sent,
// looked at and confirmed or left: first a plan of what it would change, then,
// if somebody says so, exactly that.
package imports

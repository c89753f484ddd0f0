package engine

// atDesks is what the desks of one engine share.
type atDesks struct {
	reports turn
	made    madeShelf
	vitals  vitals

	verifying turn
}

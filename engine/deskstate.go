package engine

// atDesks is what the desks of one engine share.
type atDesks struct {
	reports turn
	made    madeShelf
	vitals  vitals

	verifying turn
	looked    bool // the store was verified since it was opened; a wake's own
}

package deadline

// watch is what an explanation and the queries want to hear of a pass; the
// ordinary pass has none.
type watch struct {
	absorbing []touch // an event that would have started a clock already running
	early     []touch // an event that came too early to meet
	moves     []move  // a due day reckoned anew
	packless  []int32 // events before the first pack
	unfitting []int32 // reasons that name no deadline
	edds      []Date  // by deadline: the delivery date known when it began
}

// reset forgets what was heard, and keeps the memory.
func (w *watch) reset() {
	*w = watch{w.absorbing[:0], w.early[:0], w.moves[:0], w.packless[:0], w.unfitting[:0], w.edds[:0]}
}

// touch is an event and the deadline it touched, by their positions.
type touch struct{ event, deadline int32 }

// move is a due day reckoned anew: the delivery date then known and the new day.
type move struct {
	touch
	edd, to Date
}

func (p *pass) absorbed(event, deadline int32) {
	if p.watch != nil {
		p.watch.absorbing = append(p.watch.absorbing, touch{event, deadline})
	}
}

func (p *pass) moved(event, deadline int32, to Date) {
	if p.watch != nil {
		p.watch.moves = append(p.watch.moves, move{touch{event, deadline}, p.edd, to})
	}
}

// beforeFirstPack notes an event that would have started a clock had a pack
// been in force; what the first pack would have started tells.
func (p *pass) beforeFirstPack(event int32, cl class) {
	if p.watch != nil && (len(p.periods) == 0 || len(p.periods[0].Pack.starts[cl]) > 0) {
		p.watch.packless = append(p.watch.packless, event)
	}
}

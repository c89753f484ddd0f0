package notify

// Stage is how far a conversation with a mail server came.
type Stage string

// The stages of a conversation, in order.
const (
	StageConnect Stage = "connect" // dialling, banner, hello, TLS, sign-in
	StageMail    Stage = "mail"    // the sender named
	StageRcpt    Stage = "rcpt"    // the recipient named
	StageData    Stage = "data"    // leave asked to send the message
	StageBody    Stage = "body"    // the message on its way, its end not sent
	StageEnd     Stage = "end"     // the final dot sent
)

// judge says what a sending is after an answer, or after none (code 0: the
// connection broke, the time ran out, or what came was no answer).
//
//	before the sender is named   whatever it is, it is no word on the message: pending
//	421, any 4xx                 pending: not now
//	530, 534, 535, 538           pending: it is about our sign-in, not the message (RFC 4954)
//	any other 5xx                dead
//	2xx after the final dot      sent
//	no answer to the final dot   unknown: it may have been accepted (RFC 1047)
//	anything else                pending
func judge(stage Stage, code int) State {
	switch {
	case stage == StageConnect:
		return Pending
	case code >= 400 && code < 500, code == 530, code == 534, code == 535, code == 538:
		return Pending
	case code >= 500 && code < 600:
		return Dead
	case stage == StageEnd && code >= 200 && code < 300:
		return Sent
	case stage == StageEnd:
		return Unknown
	}
	return Pending
}

package page

// said are the sentences that a page may begin with after something was done,
// by the word that stands in its address: no text from an address is shown.
var said = map[string]string{
	"reason":    "Your reason is recorded.",
	"reasons":   "Your reasons are recorded.",
	"event":     "The event is recorded.",
	"begun":     "The case is recorded.",
	"withdrawn": "The event is withdrawn. It stays in the history.",
	"imported":  "The import is recorded.",
	"left":      "The import was left. Nothing is changed.",
	"again":     "The message will be tried again.",
	"feed":      "The address of your calendar is made.",
	"revoked":   "It is revoked.",
	"verified":  "Every record of the store was read.",
	"issued":    "The report is kept as issued.",
	"signedout": "You are signed out.",
	"password":  "Your password is changed.",
	"ended":     "You are signed out there.",
	"disabled":  "The person is disabled. They can no longer sign in.",
	"enabled":   "The person can sign in again.",
}

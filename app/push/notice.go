package push

import "encoding/json"

// Notice is what a device shows, in the shape of Declarative Web Push: browsers
// that know it need no worker, the others' worker reads the same.
type Notice struct {
	Title    string
	Body     string
	Lang     string
	Tag      string // a notice replaces the one of the same tag
	Navigate string // absolute address
	Actions  []Action
	Data     Data
	Badge    int // on the app's icon; 0 clears it
}

// Action is a button of a notice.
type Action struct {
	Action   string `json:"action"`
	Title    string `json:"title"`
	Navigate string `json:"navigate"`
}

// ForGuest is who a notice is for in a browser where nobody is signed in.
const ForGuest = "guest"

// Data is for the worker.
type Data struct {
	For    string `json:"for"`  // tag of the account, or ForGuest; another's browser shows no more than that there is news
	Kind   string `json:"kind"` // "reply", "ask", "solve", "test", "summary"
	Ticket int64  `json:"ticket,omitempty"`
	Seq    int64  `json:"seq,omitempty"`
}

type (
	declared struct {
		WebPush      int   `json:"web_push"` // the magic number of Declarative Web Push
		Notification shown `json:"notification"`
		AppBadge     int   `json:"app_badge"`
	}
	shown struct {
		Title    string   `json:"title"`
		Body     string   `json:"body,omitempty"`
		Lang     string   `json:"lang"`
		Dir      string   `json:"dir"`
		Tag      string   `json:"tag"`
		Navigate string   `json:"navigate"`
		Actions  []Action `json:"actions,omitempty"`
		Data     Data     `json:"data"`
	}
)

// Bytes is the notice as the payload of a Message.
func (n Notice) Bytes() []byte {
	text, err := json.Marshal(declared{8030, shown{n.Title, n.Body, n.Lang, "auto", n.Tag, n.Navigate, n.Actions, n.Data}, n.Badge})
	if err != nil {
		panic(err) // strings and numbers are always JSON
	}
	return text
}

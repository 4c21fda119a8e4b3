package notify

import (
	"fmt"
	"strings"

	"hilo/app/desk"
	"hilo/app/push"
	"hilo/app/words"
)

// fits is how long a payload may be to take a kilobyte on its way.
const fits = 921

// notice is what d shows, and how it is sent: in the person's language, without
// a word of anybody unless they want to see it.
func (n pushChannel) notice(d *Device, all []ticketNews) (push.Notice, push.Message) {
	r := all[0].recipient
	v := n.localizer(r.Timezone, r.Locale, r.AskedIn)
	x := push.Notice{Lang: v.Locale, Badge: r.Unread, Data: push.Data{For: n.auth.AccountTag(r.Person)}}
	if d.Ticket != 0 { // a guest has one ticket, and no account that a browser knows of
		x.Badge, x.Data.For = 1, push.ForGuest
	}
	if len(all) > 1 {
		x.Title, x.Body = v.T("push.summary", "Count", len(all)), v.T("push.open")
		x.Tag, x.Navigate, x.Data.Kind = "summary", n.url+"/notifications", "summary"
		return x, push.Message{Topic: "summary"}
	}
	s := all[0]
	kind := s.strongest()
	x.Title = v.T(pushSentence(kind), "Number", s.Ticket)
	x.Tag, x.Navigate = fmt.Sprint("ticket-", s.Ticket), fmt.Sprint(n.url, "/tickets/", s.Ticket)
	x.Data.Ticket, x.Data.Kind, x.Data.Seq = s.Ticket, kind.PushVerb(), s.last
	x.Actions = []push.Action{{Action: "reply", Title: v.T("push.reply_do"), Navigate: x.Navigate + "#reply"}}
	if x.Data.Kind == "solve" && s.SolvedSeq > 0 {
		x.Data.Seq = s.SolvedSeq
		x.Actions = []push.Action{
			{Action: "confirm", Title: v.T("turn.yes"), Navigate: x.Navigate}, {Action: "reopen", Title: v.T("turn.no"), Navigate: x.Navigate},
		}
	}
	x.Body = v.T("push.open")
	if len(s.news) > 1 {
		x.Body = v.T("push.news", "Count", len(s.news))
	}
	if s.PushText {
		x = withText(v, x, s.news)
	}
	return x, push.Message{Urgent: true, Topic: x.Tag}
}

// pushSentence is the key of what a push says of a kind.
func pushSentence(k desk.Kind) string {
	return "push." + strings.TrimPrefix(sentence(k), "mail.alert.")
}

// withText puts the newest words into the body, as many as fit.
func withText(v *words.Localizer, x push.Notice, news []desk.Entry) push.Notice {
	var text []rune
	for _, e := range news {
		if line := desk.Glance(e.Body); line != "" {
			text = []rune(line)
		}
	}
	if len(text) == 0 {
		return x
	}
	before := ""
	if len(news) > 1 {
		before = v.T("push.news", "Count", len(news)) + " · "
	}
	const most = 180
	for end := min(len(text), most); end > 0; end -= 8 {
		if x.Body = before + string(text[:end]); end < len(text) {
			x.Body = before + strings.TrimSpace(string(text[:end])) + "…"
		}
		if len(x.Bytes()) <= fits {
			return x
		}
	}
	x.Body = strings.TrimSuffix(before, " · ")
	return x
}

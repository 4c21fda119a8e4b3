package ticket

import (
	"html/template"
	"time"

	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// EntryPart is what ticket/entry shows.
type EntryPart struct {
	*words.Localizer
	Seq      int64
	Kind     desk.Kind
	Mine     bool   // on the side of who looks: their own words, or the desk's at the desk
	Own      bool   // by who looks
	More     bool   // goes on with the entry before it
	Key      string // of the send, for who sent it: their pages know it by that
	Fact     bool   // a thin line without a message
	Who      string
	Initial  string
	Staff    bool
	Said     string // what happened, in words
	Body     template.HTML
	Files    []filePart
	Wants    []string
	Unproven bool
	Guest    bool
	At       time.Time

	When   string   // it happened, as the customer said
	IDs    []string // of transactions
	Whole  string   // where all of it stands, if it is too long for a page
	Rev    int64    // raised by erasure alone
	Erased bool     // its words and files went on request
}

type filePart struct {
	desk.File
	Size    string
	Risk    string // at the desk: how it can harm whoever opens it
	Preview bool
	W, H    int // of the preview as shown
}

// NewEntryPart is e for v; links: addresses in it are links.
func NewEntryPart(e *desk.Entry, v *core.Viewer, links bool) EntryPart {
	atDesk := v.AtDesk()
	p := EntryPart{
		Localizer: v.Localizer, Seq: e.Seq, Kind: e.Kind, Staff: e.ByDesk, Said: e.Deed(v.Localizer, atDesk),
		Mine: e.AuthorID != nil && e.ByDesk == atDesk && e.Kind.Form() != desk.Note, Body: views.Linkify(desk.Tidy(e.Body), links), At: e.At,
		Unproven: atDesk && e.Proof == desk.ProofNone, Guest: atDesk && e.Proof == desk.ProofGuest,
	}
	if p.Own = e.OwnedBy(v.Actor); p.Own && e.Key != nil {
		p.Key = *e.Key
	}
	if p.More = e.Data.PublicFollows; atDesk {
		p.More = e.Data.Follows
	}
	p.Rev, p.Erased = e.Rev, e.Rev > 0 && e.Kind.Form() != desk.Bare
	if p.Fact = e.Body == "" && len(e.Files()) == 0 && !p.Erased; p.Fact { // no name stands above it
		p.Said = e.Sentence(v.Localizer, atDesk)
	}
	p.Who = authorName(e, v.Localizer, atDesk)
	if !atDesk && !links && !e.ByDesk { // nobody has said yet that it was them
		p.Who, p.Mine, p.Own, p.Key = v.Localizer.T("entry.stranger"), false, false, ""
	}
	p.Initial = views.Initial(p.Who)
	for _, f := range e.Files() {
		part := newFilePart(f, v.Localizer)
		if risk := files.Risk(f.Name, f.Type); atDesk && risk != "" {
			part.Risk = v.Localizer.T("files.risk." + risk)
		}
		p.Files = append(p.Files, part)
	}
	if p.IDs = e.Data.IDs; !e.Data.When.IsZero() {
		if p.When = v.Localizer.Full(e.Data.When); atDesk { // their clock may be another
			p.When = v.Localizer.FullZone(e.Data.When)
		}
	}
	for _, w := range e.Data.Wants {
		if p.Erased {
			break
		}
		p.Wants = append(p.Wants, v.Localizer.T("wants."+w))
	}
	return p
}

// authorName names the author: customers see staff by first name and themselves as "you".
func authorName(e *desk.Entry, v *words.Localizer, atDesk bool) string {
	switch {
	case e.AuthorID == nil:
		return ""
	case !atDesk && !e.ByDesk:
		return v.T("entry.you")
	case atDesk && !e.ByDesk && e.AuthorName != "":
		return e.AuthorName
	}
	return desk.Who(v, e.AuthorName)
}

// RequesterName is how the desk calls who asked.
func RequesterName(t *desk.Ticket) string {
	switch {
	case t.Request != nil && t.Request.Name != "":
		return t.Request.Name
	case t.Name != "":
		return t.Name
	case t.Request != nil:
		return t.Request.Email
	}
	return ""
}

func newFilePart(f desk.File, v *words.Localizer) filePart {
	p := filePart{File: f, Size: v.Bytes(f.Size), Preview: f.Width > 0 && files.Inline(f.Type)}
	p.W, p.H = f.Width, f.Height
	if long := max(p.W, p.H); long > 640 { // what a preview is cut to
		p.W, p.H = max(1, p.W*640/long), max(1, p.H*640/long)
	}
	return p
}

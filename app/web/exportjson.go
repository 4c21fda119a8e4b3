package web

import (
	"encoding/json"
	"io"
	"time"

	"hilo/app/desk"
)

// The shapes of data.json. Names follow the routes; times are RFC 3339 in UTC.
type (
	dataPerson struct {
		Email     string     `json:"email"`
		Name      string     `json:"name,omitempty"`
		Locale    string     `json:"locale,omitempty"`
		Timezone  string     `json:"timezone,omitempty"`
		CreatedAt time.Time  `json:"created_at"`
		AccountAt *time.Time `json:"account_at,omitempty"`
	}
	dataSession struct {
		Agent    string    `json:"agent"`
		ProvenAt time.Time `json:"proven_at"`
		SeenAt   time.Time `json:"seen_at"`
	}
	dataDraft struct {
		Ticket    int64     `json:"ticket,omitempty"`
		Body      string    `json:"body"`
		UpdatedAt time.Time `json:"updated_at"`
	}
	dataTicket struct {
		Number   int64       `json:"number"`
		Subject  string      `json:"subject"`
		Topic    string      `json:"topic"`
		Status   desk.Status `json:"status"`
		Name     string      `json:"name,omitempty"`
		Locale   string      `json:"locale,omitempty"`
		Score    string      `json:"score,omitempty"`
		OpenedAt time.Time   `json:"opened_at"`
		LastAt   time.Time   `json:"last_at"`
	}
	dataEntry struct {
		Seq   int64      `json:"seq"`
		At    time.Time  `json:"at"`
		Kind  desk.Kind  `json:"kind"`
		By    string     `json:"by,omitempty"` // "you", or staff by first name
		Body  string     `json:"body,omitempty"`
		Wants []string   `json:"wants,omitempty"`
		Score string     `json:"score,omitempty"`
		Files []dataFile `json:"files,omitempty"`
	}
	dataFile struct {
		Name string `json:"name"`
		Type string `json:"type"`
		Size int64  `json:"size"`
		Path string `json:"path"`
	}
)

// data writes data.json. The first failure is kept; what follows is not written.
func (x *export) data(w io.Writer) error {
	j := &jsonWriter{w: w}
	p := x.v.Person
	who := dataPerson{Email: p.Email, Name: p.Name, Locale: p.Locale, Timezone: p.Timezone, CreatedAt: p.CreatedAt.UTC()}
	if at := p.AccountAt.UTC(); !p.AccountAt.IsZero() {
		who.AccountAt = &at
	}
	j.text(`{"exported_at":`).value(x.Now().UTC().Truncate(time.Second)).text(`,"site":`).value(x.Options.URL).text(`,"person":`).value(who)
	sessions, err := x.Gate.Sessions(x.ctx, p.ID)
	if err != nil {
		return err
	}
	j.text(",\n\"sessions\":").open()
	for _, s := range sessions {
		j.item().value(dataSession{s.Agent, s.ProvenAt.UTC(), s.SeenAt.UTC()})
	}
	unsent, err := x.Desk.Unsent(x.ctx, p)
	if err != nil {
		return err
	}
	j.text("],\n\"drafts\":").open()
	for _, u := range unsent {
		j.item().value(dataDraft{u.Ticket, u.Body, u.UpdatedAt.UTC()})
	}
	j.text("],\n\"tickets\":").open()
	if err := x.dataTickets(j); err != nil {
		return err
	}
	return j.text("]}\n").err
}

func (x *export) dataTickets(j *jsonWriter) error {
	first := true
	return x.walk(teller{
		begin: func(t *desk.Ticket) error {
			j.first = first
			first = false
			j.item().text(`{"ticket":`).value(dataTicket{t.Number, t.Subject, t.Topic, t.Status, t.Name, t.Locale, t.Score, t.CreatedAt.UTC(), t.PublicAt.UTC()})
			return j.text(`,"entries":`).open().err
		},
		entry: func(e *desk.Entry, kept []exportFile) error {
			out := dataEntry{Seq: e.Seq, At: e.At.UTC(), Kind: e.Kind, Body: e.Body, Wants: e.Data.Wants, Score: e.Data.Score}
			if e.AuthorID != nil && *e.AuthorID == x.v.Person.ID {
				out.By = "you"
			} else if e.AuthorID != nil {
				out.By = desk.Who(x.v.Voice, e.AuthorName)
			}
			for _, f := range kept {
				out.Files = append(out.Files, dataFile{f.Name, f.Type, f.File.Size, f.Path})
			}
			return j.item().value(out).err
		},
		end: func() error { return j.text("]}").err },
	})
}

// jsonWriter writes JSON piece by piece: lists are never held whole.
type jsonWriter struct {
	w     io.Writer
	first bool // the next item begins its list
	err   error
}

func (j *jsonWriter) text(s string) *jsonWriter {
	if j.err == nil {
		_, j.err = io.WriteString(j.w, s)
	}
	return j
}

func (j *jsonWriter) value(v any) *jsonWriter {
	b, err := json.Marshal(v)
	if err != nil && j.err == nil {
		j.err = err
	}
	return j.text(string(b))
}

func (j *jsonWriter) open() *jsonWriter { j.first = true; return j.text("[") }

func (j *jsonWriter) item() *jsonWriter {
	if !j.first {
		j.text(",")
	}
	j.first = false
	return j.text("\n")
}

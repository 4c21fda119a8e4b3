package ticket

import (
	"bytes"
	"strings"
	"testing"

	lru "github.com/hashicorp/golang-lru/v2"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// What was rendered is kept, but for what is so long that it would fill the memory.
func TestLongEntriesAreNotKept(t *testing.T) {
	catalogue, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	kept, err := lru.New[entryKey, []byte](keptEntries)
	if err != nil {
		t.Fatal(err)
	}
	s, v := &Handlers{Core: &core.Core{Views: views.New("")}, entries: kept}, &core.Viewer{Localizer: catalogue.In("es", nil)}
	for seq, e := range []desk.Entry{{Body: "Corto."}, {Body: strings.Repeat("<", desk.MaxBody)}} {
		e.Kind, e.Ticket, e.Seq = desk.Replied, 12345678, int64(seq)
		first, err := s.entryHTML(new(desk.Ticket), &e, v)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.entryHTML(new(desk.Ticket), &e, v); err != nil || !bytes.Equal(first, again) {
			t.Errorf("%d: not the same bytes, %v", seq, err)
		}
	}
	if kept.Len() != 1 {
		t.Errorf("%d entries are kept", kept.Len())
	}
}

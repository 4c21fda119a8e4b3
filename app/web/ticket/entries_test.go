package ticket

import (
	"bytes"
	"strings"
	"testing"

	"hilo/app/desk"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/views"
)

// What was rendered is kept, but for what is so long that it would take much of the room.
func TestLongEntriesAreNotKept(t *testing.T) {
	catalogue, err := words.Open()
	if err != nil {
		t.Fatal(err)
	}
	kept := core.NewMade(1 << 20)
	s, v := &Handlers{Core: &core.Core{Views: views.New(""), Made: kept}}, &core.Viewer{Localizer: catalogue.In("es", nil)}
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
	if n := kept.Bytes(); n == 0 || n > 4<<10 {
		t.Errorf("%d bytes are kept", n)
	}
}

package desk_test

import (
	"slices"
	"testing"

	"hilo/app/desk"
	"hilo/db"
	"hilo/db/dbtest"
)

// Staff find a person's tickets by the address and the names, in whole and in
// part; no customer finds anything by who they are.
func TestFindRequester(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		person := func(email string) desk.Actor {
			p, err := desk.Know(t.Context(), d, email, s.at)
			s.must(err)
			return desk.SignedIn(p)
		}
		marta, bea := person("marta.gil+tienda@gmail.com"), person("bea@xn--espaa-rta.example")
		s.must(s.Describe(t.Context(), marta, desk.Profile{Name: "Marta Gil Ñandú"}))
		hers := s.asks(marta, "x", "y")
		beas := s.asks(bea, "x", "y")
		luis := s.asks(s.luis, "x", "Hola, Ana de example.com: gmail.com, Marta")
		guest, _, err := s.OpenFor(t.Context(), "nora@correo.example", desk.Question{Topic: "payments", Subject: "x", Name: "Nora Vélez", Message: desk.Message{Body: "y"}})
		s.must(err)
		anas := s.asks(s.ana, "x", "y")
		for query, want := range map[string]int64{
			"marta.gil+tienda@gmail.com": hers, "MARTA.GIL+TIENDA@GMAIL.COM": hers, "marta.gil@": 0, "gil+tienda": hers, "tienda@gmail.com": hers, "marta.gil+tienda@gm": hers, "ñandu": hers, "Gil, Marta": hers, "<marta.gil+tienda@gmail.com>": hers, "mailto:marta.gil+tienda@gmail.com": hers,
			"bea@españa.example": beas, "bea@xn--espaa-rta.example": beas, "BEA@ESPAÑA": beas, "espana.example": beas, "@españa.example": beas,
			"nora@correo.example": guest.Number, "Nora Velez": guest.Number, "velez": guest.Number, "correo.exam": guest.Number,
			"ana@example.com": anas, "ana@exam": anas, "luis@example.com": luis, "nadie@example.com": 0, "na@example.com": 0,
		} {
			found := s.finds(s.sam, query)
			if want == 0 && query != "marta.gil@" && len(found) > 0 || want != 0 && !slices.Equal(found, []int64{want}) {
				t.Errorf("%q finds %v, want %d", query, found, want)
			}
			for _, who := range []desk.Actor{marta, bea, s.ana} {
				if found := s.finds(who, query); len(found) > 0 {
					t.Errorf("%q shows %s %v", query, who.Email, found)
				}
			}
		}
		if found := s.finds(s.sam, "marta.gil@"); !slices.Equal(found, []int64{hers}) {
			t.Errorf("the beginning of an address finds %v", found)
		}
	})
}

// A new name leads to the tickets that are there, and what is erased is not
// found by who asked it, also when all is indexed anew.
func TestFindRenamed(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		n := s.asks(s.ana, "x", "y")
		s.must(s.Describe(t.Context(), s.ana, desk.Profile{Name: "Zoraida"}))
		s.must(s.Describe(t.Context(), s.ana, desk.Profile{Name: "Zoraida", Locale: "en"}))
		var jobs int
		s.must(d.NewRaw("SELECT count(*) FROM jobs WHERE kind = ?", desk.JobNamed).Scan(t.Context(), &jobs))
		if jobs != 1 {
			t.Errorf("%d jobs", jobs)
		}
		for range 2 {
			s.must(s.IndexNames(t.Context(), s.ana.ID))
		}
		if found := s.finds(s.sam, "zoraida"); !slices.Equal(found, []int64{n}) || len(s.finds(s.ana, "zoraida")) > 0 {
			t.Errorf("by the new name: %v", found)
		}
		s.erases(s.ana)
		s.must(s.IndexNames(t.Context(), s.ana.ID))
		for range 2 {
			if found := append(s.finds(s.sam, "zoraida"), s.finds(s.sam, "ana@example.com")...); len(found) > 0 {
				t.Errorf("after the erasure: %v", found)
			}
			_, err := d.NewRaw("DELETE FROM settings WHERE name = 'search'").Exec(t.Context())
			s.must(err)
			s.must(desk.Reindex(t.Context(), d))
		}
	})
}

// An installation that is indexed anew finds what a new one does.
func TestFindReindexed(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		n := s.asks(s.ana, "我的订单支付失败了", "El TX 1234 5678", "图片.png")
		_, err := d.NewRaw("DELETE FROM settings WHERE name = 'search'").Exec(t.Context())
		s.must(err)
		for range 2 {
			s.must(desk.Reindex(t.Context(), d))
			for _, query := range []string{"付失", "TX12345678", "图片", "ana@example.com"} {
				if found := s.finds(s.sam, query); !slices.Equal(found, []int64{n}) {
					t.Errorf("%q finds %v", query, found)
				}
			}
			if len(s.finds(s.ana, "付失")) != 1 || len(s.finds(s.ana, "ana@example.com")) > 0 {
				t.Error("she finds something else")
			}
		}
	})
}

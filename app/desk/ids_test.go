package desk_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hilo/db"
	"hilo/db/dbtest"
)

// An ID is found however it was written, and however it is typed.
func TestFindIDs(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for _, same := range [][]string{
			{"TX-12345", "TX12345", "tx_12345", "TX/12345", "TX.12345", "TX 12345", "tx:12345", "TX–12345", "ＴＸ１２３４５", "TX\u00a012345", "T X 1 2 3 4 5", "#TX-12345", "(TX-12345)", "TX١٢٣٤٥"},
			{"1234 5678 9012", "123456789012", "1234-5678-9012", "1234.5678.9012", "123 456 789 012", "12 34 56 78 90 12", "1 2 3 4 5 6 7 8 9 0 1 2", "1234\u20095678\u20099012"},
			{"ES91 2100 0418 4502 0005 1332", "ES9121000418450200051332", "es91-2100-0418-4502-0005-1332", "ES91.2100.0418.4502.0005.1332"},
			{"GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", "gb29-nwbk-6016-1331-9268-19"},
			{"7c9e6679-7425-40de-944b-e07fc1f90ae7", "7c9e6679742540de944be07fc1f90ae7", "7C9E6679-7425-40DE-944B-E07FC1F90AE7", "7c9e6679 7425 40de 944b e07fc1f90ae7", "{7c9e6679-7425-40de-944b-e07fc1f90ae7}"},
			{"+34 611 222 333", "+34611222333", "34-611-222-333", "+34 611-222-333", "+34 (611) 222 333", "34 611 22 23 33", "34.611.222.333"},
			{"AB123 CD456", "AB123CD456", "ab123-cd456"},
			{"87654321-Z", "87654321Z", "87654321 Z", "87.654.321-Z"},
		} {
			var stored []int64
			for i, text := range same {
				switch i % 3 {
				case 0:
					stored = append(stored, s.asks(s.ana, "x", "El pedido es "+text+", gracias"))
				case 1:
					stored = append(stored, s.asks(s.ana, "Sobre "+text, "x"))
				default:
					n := s.asks(s.ana, "x", "x")
					_, err := s.Reply(t.Context(), s.sam, n, message("Gracias: "+text, nil))
					s.must(err)
					stored = append(stored, n)
				}
			}
			for _, query := range same {
				for _, who := range []struct {
					name  string
					found []int64
				}{{"ana", s.finds(s.ana, query)}, {"sam", s.finds(s.sam, query)}} {
					for i, n := range stored {
						if !slices.Contains(who.found, n) {
							t.Errorf("%s: %q does not find %q", who.name, query, same[i])
						}
					}
					if len(who.found) > len(stored) {
						t.Errorf("%s: %q finds %d more", who.name, query, len(who.found)-len(stored))
					}
				}
				if found := s.finds(s.luis, query); len(found) > 0 {
					t.Errorf("%q shows luis %v", query, found)
				}
			}
		}
	})
}

// A ticket is found by its number as people say it, and a part of an ID leads to it.
func TestFindNumbersAsSaid(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		n := s.asks(s.ana, "Cobro", "Llamé 2 veces por la 4444 5678 9012 3456 y por TX-998877/2, e-mail enviado")
		other := s.asks(s.ana, "Otro", "El día 30 a las 10:31 pagué 84,90 € en 12 plazos")
		no := fmt.Sprint(n)
		for _, query := range []string{
			"#" + no, no[:4] + " " + no[4:], no[:2] + "." + no[2:5] + "." + no[5:], "# " + no, "ticket " + no, "Ticket #" + no[:4] + " " + no[4:], "nº " + no, "n.º " + no[:4] + "-" + no[4:], "número " + no,
			strings.Join(strings.Split(no, ""), " "), "4444", "5678 9012", "56789012", "9012 3456", "90123456", "4444 5678", "44445678", "TX998877", "998877", "tx 99", "TX guion 998877", "email", "e-mail",
		} {
			if !slices.Contains(s.finds(s.ana, query), n) || !slices.Contains(s.finds(s.sam, query), n) {
				t.Errorf("%q does not find it", query)
			}
		}
		for _, query := range []string{"no-script", "tx plazos", "ticket 87654321", "30tx", "TX-99887799"} {
			if found := append(s.finds(s.ana, query), s.finds(s.sam, query)...); len(found) > 0 {
				t.Errorf("%q finds %v", query, found)
			}
		}
		if found := s.finds(s.sam, "pagué 84,90"); !slices.Equal(found, []int64{other}) {
			t.Errorf("found %v", found)
		}
	})
}

// An ID is found by its last signs, four or more, which people read aloud.
func TestFindEndsOfIDs(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		hash := "0x" + strings.Repeat("7b", 33) + "d4E9f2"
		n := s.asks(s.ana, "Sobre PED-20871443Q4F9K.", "Es "+hash+", antes 7c9e6679-7425-40de-944b-e07fc1f90ae7 y tx_88431; me quedan 84.512,90 € desde el 2031-10-17")
		other := s.asks(s.ana, "Otro", "PED-20871443Q4F9KX, 4F9 y Q4F9 del iPhone15")
		for _, query := range []string{"4F9K", "…4F9K", "...4f9k", "*4F9K", "4F 9K", "4 F 9 K", "-Q4F9K", "3Q4F9K", "443Q4F9K", "Q4F9K sobre", "e9f2", "D4E9F2", "0ae7", "F90AE7", "8431", fmt.Sprint(n)[4:], fmt.Sprint(n)[2:]} {
			found := s.finds(s.ana, query)
			if !slices.Equal(found, []int64{n}) || !slices.Equal(s.finds(s.sam, query), found) {
				t.Errorf("%q finds %v, want %d", query, found, n)
			}
			if found := s.finds(s.luis, query); len(found) > 0 {
				t.Errorf("%q shows luis %v", query, found)
			}
		}
		for _, query := range []string{"9K", "F9K", "431", "F9K4", "4512", "phone15"} {
			if strings.Contains(fmt.Sprint(n, " ", other), query) { // the numbers of the tickets fell so
				continue
			}
			if found := append(s.finds(s.ana, query), s.finds(s.sam, query)...); len(found) > 0 {
				t.Errorf("%q finds %v", query, found)
			}
		}
	})
}

// Any ID that was cut into groups somehow is found, cut in any other way at
// letters and numbers, and no other is.
func TestFindAnyID(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		dice := rand.New(rand.NewPCG(7, 7))
		between := func(signs ...string) string { return signs[dice.IntN(len(signs))] }
		write := func(letters, number string) string {
			sign := between("", "-", " ", "_", "/", ".")
			text := letters + between("", sign)
			for i := range number {
				if i > 0 && i%4 == 0 && sign != "" {
					text += sign
				}
				text += number[i : i+1]
			}
			if dice.IntN(2) == 0 {
				text = strings.ToLower(text)
			}
			return text
		}
		for range 60 {
			letters, number := between("TX", "ORD", "PED", "A", ""), fmt.Sprint(10_000_000_000+dice.Int64N(89_999_999_999))
			text, query := write(letters, number), write(letters, number)
			n := s.asks(s.ana, "x", "Es "+text)
			if a, b := s.finds(s.ana, query), s.finds(s.sam, query); !slices.Equal(a, []int64{n}) || !slices.Equal(b, a) {
				t.Errorf("%q finds %q: %v, %v, want %d", query, text, a, b, n)
			}
		}
	})
}

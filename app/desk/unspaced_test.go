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

// What is written without blanks is found by any part of it, wherever it
// stands; other words still by their beginnings alone.
func TestFindWithoutBlanks(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		for text, queries := range map[string][]string{
			"我的订单支付失败了怎么办，请看error 504": {"支付失败", "支付", "失败", "付失", "怎么办", "我的订单支付失败了怎么办", "支付 error", "失败 504", "error", "付", "办", "订单🙂支付", "「支付失败」", "支付\u200b失败"},
			"クレジットカードが使えない。ﾊﾟｽﾜｰﾄﾞ再発行": {"カード", "ｶｰﾄﾞ", "使えない", "えな", "パスワード", "スワード再", "が使", "クレジット・カード"},
			"ลูกค้าชำระเงินไม่สำเร็จ":  {"ชำระเงิน", "ไม่สำเร็จ", "เงิน", "ลูกค้า"},
			"ການຈ່າຍເງິນລົ້ມເຫລວ":      {"ຈ່າຍເງິນ", "ລົ້ມ"},
			"ការទូទាត់បានបរាជ័យ":       {"ទូទាត់", "បរាជ័យ"},
			"ငွေပေးချေမှုမအောင်မြင်ပါ": {"ပေးချေ", "အောင်မြင်"},
			"카드결제가 실패했습니다":             {"결제", "카드", "실패", "패했", "결제가"},
			"ＴＸ－９８７６５号は未着です":           {"TX98765", "tx-98765", "未着", "９８７６５", "号は"},
			"iPhone15手机屏幕碎了":           {"iphone15手机", "iphone", "手机", "屏幕碎", "iphone15 碎了"},
		} {
			inSubject := s.asks(s.ana, text, "x")
			inBody := s.asks(s.ana, "x", "Hola: "+text)
			inFile := s.asks(s.ana, "x", "x", strings.ReplaceAll(text, " ", "_")+".png")
			answered := s.asks(s.ana, "x", "x")
			_, err := s.Reply(t.Context(), s.sam, answered, message(text, nil))
			s.must(err)
			noted := s.asks(s.luis, "x", "x")
			_, err = s.Note(t.Context(), s.sam, noted, message(text, nil))
			s.must(err)
			want := []int64{inSubject, inBody, inFile, answered}
			slices.Sort(want)
			for _, query := range queries {
				if found := s.finds(s.ana, query); !slices.Equal(found, want) {
					t.Errorf("%q finds %d of 4", query, len(found))
				}
				if found := s.finds(s.sam, query); len(found) != 5 {
					t.Errorf("%q finds %d of 5 at the desk", query, len(found))
				}
				if found := s.finds(s.luis, query); len(found) > 0 {
					t.Errorf("%q shows luis %v", query, found)
				}
			}
		}
		for _, query := range []string{"支失", "付失败了吗", "败失", "支付失败 nada", "phone15", "rror", "結済", "🙂", "카결"} {
			if found := s.finds(s.sam, query); len(found) > 0 {
				t.Errorf("%q finds %v", query, found)
			}
		}
	})
}

// Any part of any run is found, however long it is, and nothing that is not one.
func TestFindAnyPart(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		dice := rand.New(rand.NewPCG(5, 8))
		texts := map[int64]string{}
		for i := range 24 {
			var text strings.Builder
			for range 1 + dice.IntN(40)*(1+i%2*40) {
				text.WriteRune([]rune("支付失败订单カード결제")[dice.IntN(11)])
			}
			texts[s.asks(s.ana, fmt.Sprint("x", i), text.String())] = text.String()
		}
		for range 120 {
			var parts []string
			for range 1 + dice.IntN(2) {
				for _, text := range texts {
					all := []rune(text)
					from := dice.IntN(len(all))
					parts = append(parts, string(all[from:min(len(all), from+1+dice.IntN(12))]))
					break
				}
			}
			var want []int64
			for n, text := range texts {
				if !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(text, part) }) {
					want = append(want, n)
				}
			}
			slices.Sort(want)
			query := strings.Join(parts, " ")
			if found := s.finds(s.ana, query); !slices.Equal(found, want) {
				t.Errorf("%q finds %v, want %v", query, found, want)
			}
			if found := s.finds(s.sam, query); !slices.Equal(found, want) {
				t.Errorf("at the desk %q finds %v, want %v", query, found, want)
			}
		}
	})
}

// A title in such a script resembles others of the same matter.
func TestSimilarWithoutBlanks(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		n := s.asks(s.ana, "我的订单支付失败了", "请帮忙")
		s.asks(s.ana, "修改收货地址", "谢谢")
		found, err := s.Similar(t.Context(), s.ana, "支付失败怎么办", "", nil)
		s.must(err)
		if len(found) != 1 || found[0].Number != n {
			t.Errorf("found %v", found)
		}
		if found, err := s.Similar(t.Context(), s.luis, "支付失败怎么办", "", nil); err != nil || len(found) > 0 {
			t.Errorf("luis: %v, %v", found, err)
		}
	})
}

import { words, type Entries } from './concepts.ts'

export const pl: Entries = {
  override: words(
    `zignoruj* ignoruj* zignorować pomiń pomijaj pomińcie zapomnij zapomnijcie zapomnieć zlekceważ* lekceważ* obejdź omiń omijaj nadpisz* unieważnij* odrzuć odrzucić przestań_przestrzegać nie_przestrzegaj nie_zważaj porzuć wyłącz* dezaktywuj* zawieś anuluj zastąp uwolnij_się odłóż_na_bok nie_bierz_pod_uwagę`,
  ),
  prior: words(
    `poprzedni* wcześniejsz* powyższ* dotychczasow* pierwotn* oryginaln* początkow* wcześniej uprzedni* istniejąc* otrzyman* dan* przedtem obecn*`,
  ),
  instruction: words(
    `instrukcj* polecen* polecenia zasad* reguł* reguły wytyczn* rozkaz* prompt* prompt_systemowy komunikat_systemowy komend* dyrektyw* protokoł* konfiguracj* ustawien* zalecen* wskazów* nakaz* polityk*`,
  ),
  restriction: words(
    `ogranicze* ograniczeń limit* filtr* filtry cenzur* bezpieczeństw* etyczn* etyka moraln* zakaz* zabronion* zabezpiecze* barier* moderacj* zablokowan* niedozwolon* odmow* odmawia* tabu`,
  ),
  reveal: words(
    `ujawnij* ujawnić pokaż* pokażcie wyświetl* wyjaw* zdradź* podaj* powiedz_mi wypisz* wydrukuj* powtórz* zacytuj* cytuj skopiuj* wymień wylicz słowo_w_słowo dosłownie udostępnij* streść podsumuj* przeczytaj przepisz*`,
  ),
  secret: words(
    `sekret* tajn* tajemnic* hasło hasła haseł kod_dostępu dane_logowania klucz klucze klucza poufn* ukryt* wewnętrzn* token pin prywatn* niejawn*`,
  ),
  persona: words(
    `rola rolę roli udawaj* udaj zachowuj_się wciel_się odgrywaj* odegraj* postać persona działaj_jako jesteś_teraz teraz_jesteś symuluj* naśladuj* stań_się bądź wczuj_się graj`,
  ),
  switch: words(
    `teraz od_teraz od_tej_pory odtąd zamiast zamiast_tego now* nowe nowy nowa przełącz* aktywuj* uruchom zresetuj* restart odblokuj* zacznij rozpocznij koniec tryb przejdź_do`,
  ),
  secrecy: words(
    `nie_wspominaj bez_wspominania potajemnie w_tajemnicy po_cichu dyskretnie niezauważ* nie_mów nikomu bez_pytania nie_pytaj bez_potwierdzenia bez_wiedzy ukryj* zataj* między_nami nie_informuj`,
  ),
  exfiltration: words(
    `wyślij* wysłać prześlij* przesłać przekaż* przekazać prześlij_dalej załącz* opublikuj* wrzuć zamieść dołącz* udostępnij_na zgłoś_do na_adres eksfiltr* mailem`,
  ),
  action: words(
    `usuń* usunąć skasuj* przelej przelew_na kup kupić zarezerwuj* zamów zainstaluj* wykonaj* otwórz* kliknij* odwiedź* wywołaj* zmień* utwórz* dodaj* pobierz* zatwierdź* odwołaj zmodyfikuj*`,
  ),
  person: words(`ty ciebie ci tobie twój twoja twoje twoich twoim cię pan pani państwo swoje swoich`),
  obligation: words(
    `musisz musi muszą należy powinieneś powinien trzeba obowiązkow* zawsze koniecznie pod_żadnym_pozorem wyłącznie ściśle upewnij_się bez_wyjątku bezwzględnie masz_obowiązek`,
  ),
  system: words(
    `system* asystent* si model* model_językowy chatbot* bot sztuczna_inteligencja tryb_dewelopera tryb_programisty tryb_administratora agent maszyna ai`,
  ),
  harm: words(
    `broń broni bomb* wybuch* wirus* złośliw* hakowa* haker* nielegaln* przestępstw* kraść kradzież* oszust* trucizn* narkotyk* atak* zabić przemoc* niebezpieczn* szkodliw* fałszow* szantaż*`,
  ),
  urgency: words(
    `piln* pilne natychmiast* niezwłocznie od_razu nagły uwaga ważn* ostrzeżen* szybko termin krytyczn* ostatnie_ostrzeżenie inaczej alarm`,
  ),
  unfiltered: words(
    `bez_filtrów bez_filtra bez_cenzury nieocenzurowan* bez_ograniczeń bez_limitów bez_zasad bez_granic żadnych_zasad żadnych_ograniczeń nieograniczon* swobodnie wolny_od cokolwiek wszystko_co bez_tabu bez_ostrzeżeń`,
  ),
  fiction: words(
    `histori* opowiadan* opowieść powieść scen* scenariusz* wyobraź* załóżmy przypuśćmy hipotetyczn* fikcyjn* fikcj* teoretyczn* bajk* wiersz film sen równoległ* bohater złoczyńc* dialog zagrajmy`,
  ),
  answer: words(
    `zacznij_odpowiedź zacznij_od odpowiedz odpowiadaj odpowiedz_tylko powiedz_tylko napisz_tylko napisz_dokładnie twoja_odpowiedź zakończ nic_więcej bez_wyjaśnień tak_lub_nie jednym_słowem`,
  ),
  politeness: words(
    `proszę dziękuję dzięki czy_możesz czy_mógłbyś czy_mogłabyś chciałbym chciałabym cześć dzień_dobry witam szanown* drogi droga pozdraw* przepraszam`,
  ),
  security: words(
    `wstrzyk* iniekcj* jailbreak podatnoś* zagroż* atakując* test_penetracyjny ochron* obron* wykryw* audyt* badacz* cyberbezpieczeństw* phishing szkolenie`,
  ),
  question: words(`co jak dlaczego kto gdzie kiedy który która które czy ile wyjaśnij* oznacza różnica`),
  negation: words(`nie nigdy nic żaden żadna żadnych bez ani nikt unikaj*`),
  all: words(`wszystk* wszelk* każd* cały cała całe całość całkowicie kompletn* pełn* dowoln* zupełnie`),
  tool: words(
    `narzędz* funkcj* plik pliki plików folder* baz* bazy_danych e-mail mail skrzynk* kalendarz* przeglądark* wyszukiw* api serwer* skrypt* terminal repozytorium zgłoszenie`,
  ),
  money: words(
    `pieniądz* płatnoś* zapłać zapłacić konto konta przelew* bank* faktur* kart* zwrot cena ceny euro złoty złotych kwot* saldo pensja iban`,
  ),
  memory: words(
    `zapomnij_wszystko pamiętaj* zapamiętaj* pamięć historia_rozmowy rozmow* kontekst* od_nowa od_zera wyczyść*`,
  ),
  pretext: words(
    `test* testow* ocen* weryfikacj* debugow* konserwacj* badani* edukacyjn* naukow* ćwiczen* eksperyment* demonstracj* audytu szkoleniow*`,
  ),
  authority: words(
    `programist* deweloper* administrator* szef* kierownik* dyrektor* właściciel* policj* oficjaln* upoważnion* uprawnion* autoryzowan* zgod* dział_it zespół_bezpieczeństwa w_imieniu lekarz twórc*`,
  ),
  emotion: words(
    `błagam błagać zdesperowan* umrzeć umiera* babci* płacz* szpital* uratuj* stracę_pracę boję zaufaj* przyjaciel* zawiedzion* kara* nagrod* smutn* chor*`,
  ),
  completion: words(
    `dokończ* uzupełnij* kontynuuj* następne_słowo następna_linia zaczyna_się luk* wskazów* zagadk* zgadnij* zgaduj* rym* moje_instrukcje_to`,
  ),
  encoding: words(
    `base64 zakoduj* koduj* odkoduj* dekoduj* zaszyfruj* szyfr* od_tyłu przeliteruj* literuj* litera_po_literze pierwsze_litery przetłumacz* tłumacz* morse* szesnastkow* binarn* odwróć* jako_json blok_kodu`,
  ),
  above: words(
    `tekst_powyżej powyższy_tekst wszystko_powyżej powyżej początek_tej początek_rozmowy pierwsza_wiadomość pierwsza_linia pierwsze_linie przed_tą`,
  ),
  link: words(`link* odnośnik* url obraz* stron* adres* kliknij_tutaj markdown html piksel osadź*`),
  comply: words(
    `postępuj przestrzegaj* wykonuj* słuchaj posłuchaj podporządkuj* zastosuj_się stosuj rób_co zrób_dokładnie zaakceptuj* potwierdź* spełnij*`,
  ),
  human: words(
    `klient* zespół* koleg* koleżank* pracowni* gości* odwiedzając* szanowni członk* rodzic* uczni* pacjen* państwa_zamówienie twoje_zamówienie zadzwoń skontaktuj_się godziny_otwarcia`,
  ),
}

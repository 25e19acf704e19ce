"""Corpora with planted networks, for measuring the network check.

Everything here is invented: brands, people, verses and reviews. A planted cluster is one base
text voiced by several creators within a few days, each in words of their own: synonyms, emoji,
the order of sentences and of clauses, capitals, a hashtag here and there. Ordinary posts come
from a grammar, and among them stand all the things that must not be taken for a network:
greetings and chain letters that hundreds repeat, with and without a brand, verses, jokes, reviews
of the same brand by people who never met, one creator who repeats one text, texts shared by only
two creators, and texts that come back months apart.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from checker.creators.networks import NetworkFinding, NetworkPost

# What the checker says of planted posts; without a handle or a tag it often sees no intent.
VERDICTS = {
    "prose": ("no-intent", "no-intent", "review", "undisclosed"),
    "other": ("no-intent", "undisclosed", "undisclosed", "review", "inadequate"),
}
FIRST_DAY = date(2026, 1, 1)
DAYS = 180
BRANDS = 240  # spoken of by ordinary posts and planted clusters
DECOYS = 3000  # most decoys of a corpus, each on a brand of its own

# Words that may stand for one another, a group a line.
SYNONYMS_IT = """
uso utilizzo applico adopero
provato testato sperimentato
provata testata sperimentata
provare testare sperimentare
adoro amo venero
fantastico stupendo meraviglioso incredibile
fantastica stupenda meravigliosa incredibile
bellissimo splendido magnifico
bellissima splendida magnifica
morbida vellutata setosa soffice
luminosa radiosa splendente raggiante
idratata nutrita rimpolpata
pelle carnagione epidermide
viso volto
capelli chioma ciocche
mattina mattino risveglio
sera notte serata
giorno giornata dì
settimana settimane settimanella
prodotto articolo ritrovato
leggera delicata impalpabile
profumo fragranza aroma
profumata fragrante aromatica
veloce rapido svelto
velocemente rapidamente presto
facile semplice immediato
comodo pratico funzionale
comoda pratica funzionale
comode pratiche confortevoli
scarpe calzature sneakers
allenamento workout esercizio
correre allenarmi sgambare
palestra fitness centro
cucina casa appartamento
cena pranzo tavola
ricetta preparazione piatto
ingredienti materie componenti
genuini naturali semplici
naturale genuino autentico
gustoso saporito squisito delizioso
gustosa saporita squisita deliziosa
bambini figli piccoli bimbi
famiglia parenti tribù
felici contenti entusiasti
felice contenta entusiasta
regalo dono pensiero
sorpresa novità chicca
finalmente ormai ecco
scoperto trovato conosciuto
scoperta trovata rivelazione
comprare acquistare prendere
comprato acquistato preso
ordinato prenotato richiesto
arrivato giunto consegnato
consegna spedizione recapito
confezione scatola pacchetto
colore tinta nuance
colori tinte sfumature
tessuto materiale stoffa
vestito abito outfit
viaggio vacanza trasferta
viaggiare partire girare
valigia bagaglio trolley
camera stanza suite
vista panorama veduta
colazione brunch buffet
mare spiaggia costa
montagna quota cima
riposare dormire rilassarmi
sonno riposo
stanca esausta sfinita
energia carica vitalità
salute benessere forma
sconto ribasso riduzione
codice coupon voucher
risparmiare spendere meno
approfittatene correte affrettatevi
consiglio raccomando suggerisco
consigliatissimo raccomandato imperdibile
subito immediatamente
sempre costantemente continuamente
davvero veramente realmente sinceramente
molto tanto parecchio
risultato effetto esito
risultati effetti miglioramenti
differenza cambiamento svolta
notato visto percepito
qualità fattura livello
prezzo costo importo
conveniente economico accessibile
applicazione app programma
lezioni corsi moduli
imparare studiare apprendere
lavoro ufficio mestiere
riunioni call incontri
telefono cellulare smartphone
foto immagini scatti
batteria autonomia pila
cane cucciolo amico
gatto micio felino
crocchette pappa cibo
giardino terrazzo balcone
pulire lavare igienizzare
macchie aloni chiazze
bucato lavatrice panni
caffè espresso miscela
tazza tazzina mug
abbiamo avevamo
aiutano favoriscono sostengono
ammortizzano attutiscono
pesano pesavano
cambiato rivoluzionato trasformato
leggero sottile fine
cancellano eliminano annullano
rumore frastuono chiasso
chiesto domandato voluto
divertenti spassosi giocosi
densa corposa spessa
retrogusto sapore sentore
lenta graduale paziente
sparisce svanisce finisce
sparite svanite scomparse
sparito svanito scomparso
scelto preferito selezionato
sensibile delicato fragile
lucido brillante scintillante
serena tranquilla rilassata
gentile cordiale premuroso
silenzio pace tranquillità
totale assoluto completo
riscaldata calda termale
nuovo recente ultimo
contiene ospita accoglie
impermeabile idrorepellente cerato
nascoste segrete invisibili
perfetto ideal impeccabile
perfetta ideale impeccabile
promosso approvato premiato
intenso vivido acceso
opaco matto mat
resiste sopravvive regge
preferita favorita prediletta
scioglie dissolve scrosta
grasso unto sporco
elimina toglie rimuove
lascia regala dona
fatica sforzo sudore
tiene mantiene conserva
riciclato recuperato rigenerato
ermetico sigillato stagno
manico impugnatura presa
amici compagni amiche
fiamma luce
vasetto barattolo contenitore
riutilizzabile riciclabile durevole
mamma madre suocera
montatura struttura linea
virtuale digitale simulata
tornerò andrò
ringrazia esulta festeggia
secca arida disidratata
siliconi parabeni solfati
salda sicura stabile
giusto adeguato corretto
arrotolo ripiego avvolgo
merenda spuntino snack
risolta salvata sistemata
aggiunti extra
infilo metto nascondo
scuola lezione campanella
affidato delegato lasciato
plastica flaconi imballaggi
pianeta ambiente mondo
matrimonio nozze cerimonia
taglio modello linea
cuciture rifiniture impunture
cremoso mantecato morbido
crede pensa giura
diventata trasformata
chef cuoca cuoco
infinite eterne interminabili
dura resiste arriva
risparmiate guadagnate scalate
entrate finite arrivate
routine quotidianità abitudine
compressa pastiglia capsula
forti robuste resistenti
medico dottore farmacista
dorme riposa ronfa
cuccia cesta lettino
imbottitura ovatta fodera
lavabile sfoderabile estraibile
divano sofà poltrona
decorato abbellito rallegrato
cameretta stanzetta nursery
adesivi stickers decalcomanie
staccano tolgono levano
rovinare danneggiare segnare
muro parete intonaco
inventato creato immaginato
favola storia fiaba
antichi storici rari
cottura tenuta
poesia magia musica
divido spartisco condivido
spese conti bollette
immediate istantanee rapide
vacanze ferie viaggi
aprire attivare avviare
minuti minutini
rinato rifiorito resuscitato
biologico organico naturale
raccoglie coltiva ottiene
trucco make-up maquillage
protezione schermo filtro
alta elevata massima
tengo porto conservo
borsa pochette borsetta
potenti efficaci sicuri
cercare trovare inseguire
parcheggio posteggio
stampo sviluppo ordino
fedeli reali vividi
rilegato cucito foderato
nonna zia madrina
commossa emozionata intenerita
sfogliando girando guardando
accompagna scalda coccola
minuscola piccola ridotta
gratuita omaggio libera
brevi corte mini
primo iniziale
porto indosso metto
preferita prediletta amata
ricci mossi crespi
formato flacone tubetto
maschera impacco trattamento
siero fluido concentrato
bene benissimo magnificamente
"""

SYNONYMS_EN = """
using trying applying
tried tested sampled
love adore cherish
amazing wonderful fantastic incredible
beautiful gorgeous stunning lovely
soft silky smooth velvety
glowing radiant luminous bright
hydrated nourished plump moisturised
skin complexion
face visage
hair locks mane
morning mornings sunrise
evening night bedtime
routine ritual regime
product item formula
light weightless airy
scent fragrance aroma perfume
quick fast speedy
quickly rapidly swiftly
easy simple effortless
comfy comfortable cosy
shoes trainers sneakers kicks
workout training session
running jogging sprinting
kitchen home flat
dinner supper lunch
recipe dish meal
ingredients produce components
natural wholesome genuine
tasty delicious yummy flavoursome
kids children little
family household crew
happy delighted thrilled
present gift treat
surprise secret gem
finally lastly
discovered found uncovered
buy purchase get
bought purchased grabbed
ordered booked requested
arrived landed came
delivery shipping dispatch
package parcel box
colour shade tone
colours shades tones
fabric material cloth
dress outfit gown
trip holiday getaway
travel journey wander
suitcase luggage bag
room suite bedroom
view panorama scenery
breakfast brunch
beach seaside shore
mountains hills peaks
sleep rest slumber
tired exhausted drained
energy vitality stamina
health wellbeing fitness
discount reduction offer
code voucher coupon
save economise
hurry rush run
recommend suggest endorse
immediately instantly straightaway
always constantly forever
really truly honestly genuinely
very incredibly super
result outcome effect
results outcomes effects
difference change shift
noticed seen spotted
quality craftsmanship standard
price cost
affordable cheap reasonable
application app tool
lessons courses classes
learn study master
work office job
meetings calls conferences
phone mobile handset
photos pictures shots
battery power charge
dog puppy pup
cat kitty feline
food kibble meals
garden terrace balcony
clean wash scrub
stains marks spots
laundry washing clothes
coffee espresso brew
cup mug
perfect ideal flawless
busy hectic frantic
weeks fortnight days
three four five
dark brown
fewer less
grab snag claim
today tonight
mask treatment balm
wash rinse use
later afterwards
coconut vanilla tropical
tube bottle size
lives stays remains
canal river towpath
great brilliant superb
cushioning padding support
hardly barely scarcely
wear sport don
sorted solved handled
ready done finished
minutes mins
asked begged cried
evening nightfall dusk
belongs goes
help let
wake rise
waiting sitting hiding
tiny little small
best finest greatest
backache stiffness soreness
gone vanished disappeared
approves agrees consents
offer give grant
free complimentary
short brief bitesize
silly playful goofy
costs takes
makes renders
whole entire
smell scent
divine heavenly
slow gentle patient
thick dense rich
empty drained finished
switched moved changed
fussy picky choosy
shiny glossy sleek
calm settled peaceful
tummy stomach belly
dreamy magical idyllic
homemade homebaked homely
heated warm
kind friendly attentive
total complete utter
silence quiet peace
book reserve secure
swallows holds fits
laptop computer
waterproof weatherproof rainproof
hidden secret concealed
padded cushioned quilted
busy rushed
commuters travellers
survived outlasted withstood
intense vivid bold
matte velvet
dry chapped cracked
favourite darling go-to
cleaning scrubbing degreasing
never hardly
melts dissolves cuts
grease grime gunk
lifts removes erases
leaves brings
keeps holds
icy cold chilled
recycled reclaimed reused
steel metal aluminium
leakproof airtight sealed
handle grip loop
follows joins accompanies
friends mates pals
weakness obsession addiction
flame burn glow
becomes turns
frame rim
never won't
queue wait line
again anymore
hands fingers palms
butter cream
gardening digging planting
sunrise dawn daybreak
firm steady sure
rolls folds packs
snack treat nibble
solved fixed settled
added extra
slip tuck pop
school lunch gym
gone erased
towels sheets linens
fluffy plush soft
planet earth world
wedding ceremony nuptials
wore chose rocked
silk satin
invisible hidden unseen
felt looked
robot machine gadget
cooks whisks stirs
answer write finish
creamy silky velvety
fresh warm crusty
believes thinks swears
became am
rescued saved salvaged
endless eternal infinite
silence mute block
lasts survives holds
feel are
joined entered enriched
daily everyday
tablet capsule gummy
training lifting gym
stronger harder tougher
doctor physician pharmacist
naps dozes snoozes
inside within
washable removable cleanable
cheeky cute funny
sofa couch settee
decorated adorned brightened
nursery playroom bedroom
stickers decals transfers
peel come lift
hurting harming ruining
paint wall plaster
invented created imagined
story tale fable
ancient heritage heirloom
drying curing
poetry magic music
split share divide
bills expenses costs
flatmates housemates roommates
instant immediate live
zero no
holidays trips vacations
opening starting activating
reborn revived alive
organic natural rich
harvest grow pick
makeup glam
high strong maximum
greasy oily sticky
sits lives travels
changed transformed revolutionised
foldable collapsible compact
strong powerful reliable
reach enter
hunting searching looking
print develop order
faithful true accurate
album book binder
grandma granny nana
cried wept sobbed
turning flipping leafing
"""

BASES_IT = (
    "Da tre settimane uso il siero {b} ogni mattina. La pelle del viso è luminosa e morbida, "
    "davvero una scoperta. Con il codice {c} avete uno sconto sul primo ordine.",
    "Ho provato la maschera {b} per capelli ricci. Dopo una sola applicazione ho notato la "
    "differenza, chioma morbida e profumata. Consiglio di provare il formato da viaggio.",
    "Finalmente ho scoperto {b}, le scarpe comode per correre al parco. Ammortizzano bene, pesano "
    "pochissimo e i colori sono bellissimi. Io le porto anche in ufficio.",
    "La mia cena preferita nasce da {b}. Ingredienti genuini, ricetta facile, pronti in dieci "
    "minuti. I bambini hanno chiesto il bis e io sono felice.",
    "Questa tisana {b} accompagna la mia sera. Camomilla, melissa e passiflora aiutano il sonno, "
    "e al risveglio ho più energia. Trovate lo sconto nelle storie.",
    "Il materasso {b} è arrivato in una scatola minuscola. Dormire così bene è stata una sorpresa, "
    "mal di schiena sparito. Provate le cento notti di prova gratuita.",
    "Con l'app {b} imparo il giapponese in metropolitana. Lezioni brevi, esercizi divertenti, "
    "voci registrate da madrelingua. Il primo mese costa un caffè.",
    "Il caffè {b} profuma tutta la cucina. Tostatura lenta, retrogusto di cacao, crema densa. "
    "Ogni mattina la tazza sparisce in un attimo.",
    "Abbiamo scelto {b} per il nostro cane sensibile. Crocchette con agnello e riso, pelo lucido, "
    "pancia serena. Il veterinario ha notato i risultati.",
    "Weekend da sogno da {b}, camera con vista sul lago e colazione fatta in casa. Piscina "
    "riscaldata, personale gentile, silenzio totale. Prenotate con il mio codice {c}.",
    "Il mio nuovo zaino {b} contiene computer, borraccia e cambio palestra. Tessuto impermeabile, "
    "tasche nascoste, schienale comodo. Perfetto per chi vive in treno.",
    "Rossetto {b} promosso a pieni voti. Colore intenso, finish opaco, resiste alla cena e ai baci. "
    "La tinta ciliegia è la mia preferita.",
    "Pulire il forno non è mai stato così facile. Lo spray {b} scioglie il grasso, elimina le "
    "macchie e lascia profumo di limone. Niente guanti, niente fatica.",
    "La borraccia {b} tiene freddo per ventiquattro ore. Acciaio riciclato, tappo ermetico, manico "
    "in sughero. La porto sempre in montagna con gli amici.",
    "Le candele {b} sono fatte a mano con cera di soia. Fragranza di fico e cedro, fiamma lenta, "
    "vasetto riutilizzabile. Un regalo perfetto per la mamma.",
    "Ho ordinato gli occhiali {b} online con la prova virtuale. Montatura leggera, lenti "
    "antiriflesso, consegna in tre giorni. Non tornerò mai più indietro.",
    "La mia pelle secca ringrazia {b}. Burro di karité, olio di mandorle, zero siliconi. Mani "
    "morbide anche dopo il giardinaggio e un prezzo conveniente.",
    "Yoga all'alba con il tappetino {b}. Sughero portoghese, presa salda, spessore giusto per le "
    "ginocchia. Lo arrotolo e parto.",
    "Merenda risolta con le barrette {b}. Datteri, nocciole e fave di cacao, senza zuccheri "
    "aggiunti. Le infilo nello zaino dei bambini prima della scuola.",
    "Ho affidato il bucato a {b}. Detersivo in fogli, niente plastica, macchie di sugo sparite a "
    "trenta gradi. La lavatrice ringrazia e anche il pianeta.",
    "Per il matrimonio di mia sorella ho scelto un vestito {b}. Seta verde salvia, taglio sirena, "
    "cuciture invisibili. Mi sono sentita bellissima tutta la notte.",
    "Il robot {b} cucina mentre io lavoro. Risotto cremoso, vellutata di zucca, pane lievitato. "
    "La famiglia crede che sia diventata uno chef.",
    "Cuffie {b} per le mie riunioni infinite. Cancellano il rumore del traffico, la batteria dura "
    "due giorni, i padiglioni sono comodi. Con {c} risparmiate venti euro.",
    "Le vitamine {b} sono entrate nella mia routine. Una compressa agrumata dopo pranzo, più "
    "energia per l'allenamento, unghie forti. Parlatene prima con il medico.",
    "Il gatto dorme solo nella cuccia {b}. Forma a tunnel, imbottitura di lana, fodera lavabile. "
    "Finalmente il divano è tornato mio.",
    "Ho decorato la cameretta con gli adesivi {b}. Balene, lune e mongolfiere, si staccano senza "
    "rovinare il muro. I piccoli hanno inventato una favola.",
    "La pasta {b} viene trafilata al bronzo in Abruzzo. Grani antichi, essiccazione lenta, cottura "
    "perfetta. Con pomodorini e basilico è poesia.",
    "Con la carta {b} divido le spese con le coinquiline. Notifiche immediate, zero canone, "
    "salvadanai per le vacanze. Aprire il conto richiede cinque minuti.",
    "Il balcone è rinato con il kit {b}. Semi di basilico, terriccio biologico, vasi in fibra di "
    "cocco. Anche chi ha il pollice nero raccoglie zucchine.",
    "Trucco leggero per il mare con la crema colorata {b}. Protezione alta, effetto naturale, non "
    "unge e non lascia aloni. La tengo nella borsa insieme agli occhiali.",
    "Il monopattino {b} mi ha cambiato le mattine. Pieghevole, freni potenti, autonomia di quaranta "
    "chilometri. Arrivo al lavoro senza cercare parcheggio.",
    "Stampo le foto delle vacanze con {b}. Carta spessa, colori fedeli, album rilegato in tela. La "
    "nonna si è commossa sfogliando le pagine.",
)

BASES_EN = (
    "Three weeks of using the {b} serum every morning and my face looks glowing. Soft skin, fewer "
    "dark spots, really lovely scent. Grab your discount with code {c} today.",
    "I tried the {b} curl mask last Sunday. One wash later the difference is amazing, soft hair "
    "and a coconut scent. The travel tube lives in my suitcase.",
    "Finally discovered {b}, the comfy shoes for running along the canal. Great cushioning, hardly "
    "any weight, beautiful colours. I even wear them at work.",
    "Dinner sorted thanks to {b}. Natural ingredients, easy recipe cards, ready within fifteen "
    "minutes. The kids asked for seconds and I am happy.",
    "My evening belongs to {b} herbal tea. Chamomile, lavender and lemon balm help me sleep, and I "
    "wake with more energy. The discount is waiting in my stories.",
    "The {b} mattress arrived inside a tiny box. Best sleep since university, backache gone, even "
    "the cat approves. They offer a hundred nights of free trial.",
    "I learn Portuguese on the bus with {b}. Short lessons, silly quizzes, native voices. The first "
    "month costs less than a sandwich.",
    "{b} coffee makes the whole kitchen smell divine. Slow roast, cocoa finish, thick crema. My cup "
    "is empty before the toast pops up.",
    "We switched our fussy dog to {b}. Lamb and brown rice, shiny coat, calm tummy. Even the vet "
    "noticed the results within a month.",
    "Dreamy weekend at {b}, a room with a view of the lake and homemade breakfast. Heated pool, "
    "kind staff, total silence. Book through my link with code {c}.",
    "My {b} backpack swallows a laptop, gym clothes and a lunchbox. Waterproof fabric, hidden "
    "pockets, padded straps. Perfect for busy commuters.",
    "The {b} lipstick survived tacos, tears and kisses. Intense pigment, matte finish, no dry lips. "
    "Cherry is my favourite shade.",
    "Cleaning the oven was never this easy. {b} spray melts grease, lifts stains and leaves a lemon "
    "scent. No gloves, no scrubbing.",
    "This {b} bottle keeps water icy for a whole day. Recycled steel, leakproof lid, cork handle. "
    "It follows me into the mountains with friends.",
    "Hand poured {b} candles are my winter weakness. Soy wax, fig and cedar fragrance, slow flame. "
    "The jar becomes a toothbrush holder and mum wants three.",
    "Ordered my {b} glasses online with the virtual mirror. Light frame, anti glare lenses, "
    "delivery within three days. I will never queue at an optician again.",
    "Dry hands no more thanks to {b}. Shea butter, almond oil, zero silicone. Soft fingers even "
    "after gardening, and the price is affordable.",
    "Sunrise yoga on the {b} mat. Portuguese cork, firm grip, kind to my knees. It rolls up small "
    "and travels everywhere.",
    "Snack time solved by {b} bars. Dates, hazelnuts and cocoa nibs, without added sugar. I slip "
    "one inside every school bag.",
    "Laundry day with {b} detergent sheets. No plastic jug, tomato stains gone at thirty degrees, "
    "towels stay fluffy. The planet says thanks.",
    "For my sister's wedding I wore a {b} dress. Sage silk, mermaid cut, invisible seams. I felt "
    "gorgeous all night long.",
    "The {b} robot cooks while I answer emails. Creamy risotto, pumpkin soup, fresh bread. My "
    "family believes I became a chef.",
    "{b} headphones rescued my endless meetings. They silence traffic, the battery lasts two days, "
    "the cushions feel cosy. Save twenty pounds with {c}.",
    "{b} vitamins joined my daily routine. One citrus tablet after lunch, more energy for training, "
    "stronger nails. Ask your doctor first.",
    "Our cat only naps inside the {b} tunnel bed. Wool padding, washable cover, cheeky peephole. "
    "Finally the sofa is mine again.",
    "We decorated the nursery with {b} stickers. Whales, moons and balloons, they peel off without "
    "hurting the paint. The kids invented a bedtime story.",
    "{b} pasta is drawn through bronze dies. Ancient grains, slow drying, perfect bite. Cherry "
    "tomatoes and basil turn it into poetry.",
    "I split bills with flatmates through the {b} card. Instant notifications, zero fees, savings "
    "pots for holidays. Opening an account took five minutes.",
    "The balcony is reborn with the {b} grow kit. Basil seeds, organic compost, coconut fibre pots. "
    "Even black thumbs harvest courgettes.",
    "Beach makeup means {b} tinted cream. High protection, natural finish, no greasy film. It sits "
    "inside my bag next to the sunglasses.",
    "The {b} scooter changed my mornings. Foldable frame, strong brakes, forty kilometres of "
    "battery. I reach work without hunting for parking.",
    "I print holiday photos with {b}. Thick paper, faithful colours, linen album. Grandma cried "
    "turning the pages.",
)

EMOJI = tuple("✨😍🔥💖🌿🙌🥰💫🌸☀️👇🎉💧🍃😴🐶☕🏃👗📸💪")
OPENERS_IT = ("Ragazze,", "Allora,", "Amici,", "Vi racconto:", "Sapete che", "Ok,", "Ci siamo:")
OPENERS_EN = ("Guys,", "Okay so,", "Friends,", "Story time:", "Listen,", "Confession:", "Well,")

# Greetings, chain letters, verses and jokes: hundreds say the same, and it means nothing.
FIXED_IT = (
    "Buongiorno a tutti e buona domenica, che sia una giornata piena di sole e di sorrisi",
    "Buon lunedì amici, una nuova settimana comincia, affrontiamola con coraggio e un bel caffè",
    "Buona notte e sogni d'oro a tutti voi, che le stelle veglino sui vostri desideri",
    "Tanti auguri di buon compleanno, cento di questi giorni, che tutti i tuoi sogni si avverino",
    "Buone feste a tutti, che il nuovo anno porti salute, amore e serenità nelle vostre famiglie",
    "E mentre la pioggia batte sui vetri io penso ancora a te, ai tuoi occhi, alla nostra estate",
    "Copia e incolla sulla tua bacheca se anche tu vuoi bene a qualcuno che combatte in silenzio",
    "Mia nonna diceva sempre che chi semina gentilezza raccoglie amici, condividi se sei d'accordo",
    "Nessuno: proprio nessuno: io alle tre di notte davanti al frigorifero con la luce spenta",
    "Domani sciopero generale dei trasporti, partite per tempo e controllate gli orari dei treni",
    "Il Signor Bruschetti del terzo piano ha di nuovo parcheggiato sul marciapiede, vergogna",
    "Partecipo al giveaway, incrocio le dita, taggo le mie amiche del cuore, speriamo di vincere",
)
FIXED_EN = (
    "Good morning everyone happy sunday, wishing you a day full of sunshine and smiles",
    "Happy monday friends, a new week begins, let us face it with courage and strong coffee",
    "Good night and sweet dreams everybody, may the stars watch over your wishes",
    "Happy birthday to you, many happy returns, may all your dreams come true this year",
    "Merry christmas and a happy new year, health, love and peace to all your families",
    "And while the rain is falling on the window I still remember you, your eyes, our summer",
    "Copy and paste this on your wall if you care about somebody fighting a silent battle",
    "My grandmother always said that whoever sows kindness gathers friends, share if you agree",
    "Nobody: absolutely nobody: me at three in the morning staring into the dark fridge",
    "General transport strike tomorrow, leave early and check the timetable of your train",
    "Mister Bumblewick from the third floor has parked on the pavement again, shame on him",
    "Entering the giveaway, fingers crossed, tagging my best friends, hope we win this time",
)

PERSON_IT = "io|mia sorella|il vicino|la zia Pina|mio fratello|la collega|il nonno|Carlo|una amica"
PERSON_EN = "I|my sister|the neighbour|aunt Polly|my brother|a colleague|grandad|Charlie|a friend"
ACTION_IT = (
    "visto un film|perso le chiavi|cucinato il polpettone|dipinto la ringhiera|letto un giallo|"
    "incontrato il sindaco|riparato la bici|cantato al karaoke|rotto il vaso|piantato gerani|"
    "guidato fino a Trento|giocato a scacchi|fotografato un airone|scritto una poesia|"
    "dimenticato l'ombrello|vinto a briscola|assaggiato il gorgonzola|pulito la soffitta|"
    "adottato un riccio|comprato un violino|discusso con l'idraulico|sognato un drago|"
    "nuotato nel fiume|montato una libreria|seguito un convegno|studiato chimica|visitato Lecce|"
    "cucito una tenda|ballato il tango|aspettato l'autobus|mangiato castagne|raccolto funghi"
)
ACTION_EN = (
    "watched a film|lost the keys|cooked a meatloaf|painted the railing|read a thriller|"
    "met the mayor|repaired the bike|sang karaoke|broke the vase|planted geraniums|"
    "drove to Dover|played chess|photographed a heron|wrote a poem|forgot the umbrella|"
    "won at dominoes|tasted stilton|cleared the attic|adopted a hedgehog|bought a violin|"
    "argued with the plumber|dreamt of a dragon|swam across the river|assembled a bookcase|"
    "attended a seminar|studied chemistry|visited Leeds|sewed a curtain|danced a tango|"
    "waited for the bus|ate chestnuts|gathered mushrooms"
)
SCENE_IT = (
    "sotto la pioggia|al tramonto|dietro la chiesa|durante la partita|con poca voglia|in pigiama|"
    "prima dell'esame|lungo il canale|al mercato rionale|senza occhiali|in mezzo al traffico|"
    "dopo il dentista|sul terrazzo|nella nebbia|con la febbre|a mezzanotte|in biblioteca|"
    "davanti al telegiornale|tra le bancarelle|al parco giochi|in sala d'attesa|sul traghetto"
)
SCENE_EN = (
    "in the rain|at dusk|behind the church|during the match|half asleep|in pyjamas|"
    "before the exam|along the towpath|at the market|without glasses|in heavy traffic|"
    "after the dentist|on the roof|in the fog|with a fever|at midnight|at the library|"
    "in front of the news|among the stalls|at the playground|in the waiting room|on the ferry"
)
COMMENT_IT = (
    "che fatica|ne è valsa la pena|mai più|rifarei tutto|che ridere|nessuno mi crede|roba da matti|"
    "sono senza parole|piccole soddisfazioni|domani si ricomincia|viva la pigrizia|meglio tardi|"
    "il resto è noia|poi è mancata la corrente|e il gatto guardava|voi come state|pensieri sparsi|"
    "ho ancora sonno|serve un piano migliore|colpa del caldo|stendiamo un velo|promesso mai più"
)
COMMENT_EN = (
    "what a struggle|totally worth it|never again|would repeat|so funny|nobody believes me|madness|"
    "lost for words|small victories|starting over tomorrow|long live laziness|better late|"
    "the rest is boring|then the power went out|and the cat just stared|how are you all|"
    "random thoughts|still sleepy|need a better plan|blame the heat|say no more|pinky promise"
)
REVIEW_IT = (
    "non mi ha convinta|il servizio clienti risponde tardi|spedizione lenta ma imballo curato|"
    "la versione dell'anno scorso durava di più|costa troppo per quello che offre|"
    "il negozio di corso Italia chiude alle sette|mio zio ci lavora da vent'anni|"
    "ho perso lo scontrino e me lo hanno cambiato lo stesso|il tappo perde|la taglia veste stretta|"
    "qualcuno sa se esiste anche in blu|la pubblicità in tv è ridicola|lo uso solo d'estate|"
    "preferivo il vecchio logo|ne ho regalato uno a mia suocera|si è rotto dopo due mesi|"
    "il campioncino bastava per una volta sola|sul treno ne ho visti tre|la commessa era simpatica"
)
REVIEW_EN = (
    "did not convince me|customer service replies late|slow shipping but careful wrapping|"
    "last year's version lasted longer|too expensive for what it does|"
    "the high street shop closes at seven|my uncle has worked there for ages|"
    "I lost the receipt and they exchanged it anyway|the cap leaks|the size runs small|"
    "does anyone know if it comes in blue|the telly advert is ridiculous|I only need it in summer|"
    "I preferred the old logo|gave one to my mother in law|it broke after two months|"
    "the sample was enough for one go|saw three of them on the train|the shop assistant was funny"
)

_SYLLABLES = "ba be bri co da dre fa fio ga gri la lo lu ma mi no nu pa pe ra ri sa se ti tu va zo"


class Corpus(NamedTuple):
    """Posts, and for each planted cluster the ids of its posts."""

    posts: list[NetworkPost]
    planted: list[frozenset[str]]


class Score(NamedTuple):
    """What was found of what was planted.

    ``recall`` is the share of planted clusters of which one finding holds at least five sixths;
    ``false`` counts findings that do not lie wholly within one planted cluster; ``members`` is
    the share of planted posts that some finding names.
    """

    recall: float
    false: int
    members: float


def score(corpus: Corpus, findings: Sequence[NetworkFinding]) -> Score:
    """Compare findings with what was planted."""
    home = {post: number for number, ids in enumerate(corpus.planted) for post in ids}
    found: set[int] = set()
    named: set[str] = set()
    false = 0
    for finding in findings:
        homes = {home.get(post) for post in finding.posts}
        number = next(iter(homes))
        if len(homes) > 1 or number is None:
            false += 1
            continue
        named.update(finding.posts)
        if len(finding.posts) * 6 >= len(corpus.planted[number]) * 5:
            found.add(number)
    total = sum(len(ids) for ids in corpus.planted)
    return Score(len(found) / len(corpus.planted), false, len(named) / total)


def plant(
    ordinary: int, clusters: int, *, seed: int = 1, creators: int = 6, strength: float = 0.4
) -> Corpus:
    """Return a shuffled corpus.

    Args:
        ordinary: how many ordinary posts, decoys included.
        clusters: how many clusters are planted among them.
        seed: of the random numbers; the same seed gives the same corpus.
        creators: how many creators voice each cluster.
        strength: how probable it is that a word with synonyms is replaced, 0 to 1.
    """
    maker = _Maker(random.Random(seed), strength)
    planted: list[list[NetworkPost]] = [
        maker.cluster(number, creators) for number in range(clusters)
    ]
    posts = [post for cluster in planted for post in cluster]
    decoys: list[NetworkPost] = []
    while len(decoys) < ordinary // 100:
        decoys += maker.decoy()
    posts += decoys
    posts += [maker.ordinary() for _ in range(ordinary - len(decoys))]
    maker.random.shuffle(posts)
    return Corpus(posts, [frozenset(post.id for post in cluster) for cluster in planted])


class _Maker:
    def __init__(self, source: random.Random, strength: float) -> None:
        self.random = source
        self.strength = strength
        self.count = 0
        names = self._names(BRANDS + DECOYS)
        self.brands, self.decoy_brands = names[:BRANDS], names[BRANDS:]
        self.swaps = {"it": _groups(SYNONYMS_IT), "en": _groups(SYNONYMS_EN)}
        self.bases = [("it", text) for text in BASES_IT] + [("en", text) for text in BASES_EN]
        self.random.shuffle(self.bases)

    def _names(self, number: int) -> list[str]:
        syllables = _SYLLABLES.split()
        names: dict[str, None] = {}
        while len(names) < number:
            names["".join(self.random.sample(syllables, self.random.choice((3, 3, 4))))] = None
        return [name.capitalize() for name in names]

    def cluster(self, number: int, creators: int) -> list[NetworkPost]:
        """One text, several creators, a few days, one brand named in one of four ways."""
        lang, base = self.bases[number % len(self.bases)]
        brand = self.brands[number % len(self.brands)]
        way = self.random.choices(("handle", "tag", "record", "prose"), (5, 2, 2, 2))[0]
        return self._voices(lang, base, brand, way, creators, self._day(), spread=10)

    def decoy(self) -> list[NetworkPost]:
        """What looks like a network and is none."""
        lang, base = self.random.choice(self.bases)
        brand = self.decoy_brands.pop()
        kind = self.random.choice(("two", "alone", "months"))
        if kind == "two":
            return self._voices(lang, base, brand, "handle", 2, self._day(), spread=10)
        if kind == "alone":
            posts = self._voices(lang, base, brand, "handle", 6, self._day(), spread=10)
            return [_by(post, posts[0].author) for post in posts]
        start = FIRST_DAY + timedelta(days=self.random.randrange(20))
        return [
            self._voices(lang, base, brand, "handle", 1, start + timedelta(days=30 * step), 1)[0]
            for step in range(5)
        ]

    def ordinary(self) -> NetworkPost:
        """A post that has nothing to do with any other, or repeats what everybody says."""
        italian = self.random.random() < 0.5
        roll = self.random.random()
        brand = self.random.choice(self.brands)
        verdict = "no-intent"
        brands: tuple[str, ...] = ()
        if roll < 0.12:
            text = self._fixed(italian)
            if self.random.random() < 0.15:
                text += f" @{brand.lower()}"
        elif roll < 0.30:
            text = self._review(italian, brand)
            brands = (brand,) if self.random.random() < 0.3 else ()
            verdict = self.random.choice(("no-intent", "no-intent", "review", "undisclosed"))
        else:
            text = self._story(italian)
        return self._post(self._emoji(text, 0.3), self._author(), self._day(), brands, verdict)

    def _fixed(self, italian: bool) -> str:
        words = self.random.choice(FIXED_IT if italian else FIXED_EN).split()
        if self.random.random() < 0.5:
            del words[self.random.randrange(len(words))]
        if self.random.random() < 0.4:
            half = self.random.randrange(3, len(words) - 2)
            words = words[half:] + words[:half]
        return " ".join(words)

    def _review(self, italian: bool, brand: str) -> str:
        parts = self.random.sample((REVIEW_IT if italian else REVIEW_EN).split("|"), 2)
        parts.append(self._sentence(italian))
        parts[0] = f"{self.random.choice(('@' + brand.lower(), brand, '#' + brand))} {parts[0]}"
        self.random.shuffle(parts)
        return ". ".join(parts)

    def _story(self, italian: bool) -> str:
        number = self.random.choice((1, 1, 2, 3))
        return ". ".join(self._sentence(italian) for _ in range(number))

    def _sentence(self, italian: bool) -> str:
        lists = (
            (PERSON_IT, ACTION_IT, SCENE_IT, COMMENT_IT)
            if italian
            else (PERSON_EN, ACTION_EN, SCENE_EN, COMMENT_EN)
        )
        who, what, scene, comment = (self.random.choice(words.split("|")) for words in lists)
        order = [f"{who} {'ha ' if italian else ''}{what}", scene]
        self.random.shuffle(order)
        return f"{' '.join(order)}, {comment}".capitalize()

    def _voices(
        self, lang: str, base: str, brand: str, way: str, creators: int, start: date, spread: int
    ) -> list[NetworkPost]:
        posts = []
        for _ in range(creators):
            day = start + timedelta(days=self.random.randrange(spread + 1))
            named = f"@{brand.lower()}" if way == "handle" else brand
            text = self._paraphrase(lang, base)
            text = text.replace("{b}", named)
            text = text.replace("{c}", f"{self.random.choice(OPENERS_EN)[:3].upper()}{brand[:3]}10")
            if way == "tag":
                text += f" #{brand.lower()}"
            verdict = self.random.choice(VERDICTS["prose" if way == "prose" else "other"])
            brands = (brand,) if way == "record" else ()
            posts.append(self._post(text, self._author(), day, brands, verdict))
        return posts

    def _paraphrase(self, lang: str, base: str) -> str:
        sentences = [s.strip(" .") for s in base.split(". ")]
        if self.random.random() < 0.6:
            self.random.shuffle(sentences)
        said = []
        for sentence in sentences:
            clauses = sentence.split(", ")
            if len(clauses) > 1 and self.random.random() < 0.4:
                self.random.shuffle(clauses)
            words = [self._swap(lang, word) for word in ", ".join(clauses).split()]
            text = " ".join(words)
            said.append(text[:1].upper() + text[1:])
        text = self.random.choice((". ", "! ", "\n", ". ")).join(said)
        if self.random.random() < 0.3:
            text = f"{self.random.choice(OPENERS_IT if lang == 'it' else OPENERS_EN)} {text}"
        return self._emoji(text, 0.9)

    def _swap(self, lang: str, word: str) -> str:
        bare = word.strip(".,!")
        group = self.swaps[lang].get(bare.lower())
        if group is None or self.random.random() > self.strength:
            return word
        return word.replace(bare, self.random.choice(group))

    def _emoji(self, text: str, chance: float) -> str:
        if self.random.random() > chance:
            return text
        words = text.split(" ")
        for _ in range(self.random.randint(1, 4)):
            place = self.random.randrange(len(words) + 1)
            words.insert(place, self.random.choice(EMOJI) * self.random.choice((1, 1, 2, 3)))
        return " ".join(words)

    def _author(self) -> str:
        return f"creator{self.random.randrange(40_000)}"

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=self.random.randrange(DAYS))

    def _post(
        self, text: str, author: str, day: date, brands: tuple[str, ...], verdict: str
    ) -> NetworkPost:
        self.count += 1
        return NetworkPost(
            id=f"p{self.count:06d}", author=author, day=day, text=text, brands=brands,
            verdict=verdict,  # type: ignore[arg-type]
        )  # fmt: skip


def _by(post: NetworkPost, author: str) -> NetworkPost:
    return NetworkPost(post.id, author, post.day, post.text, post.brands, post.verdict)


def _groups(table: str) -> dict[str, list[str]]:
    swaps: dict[str, list[str]] = {}
    for line in table.strip().splitlines():
        words = line.split()
        for word in words:
            swaps.setdefault(word, [other for other in words if other != word])
    return swaps

"""Common names of Europe; Greek people's in Greek too."""

from vsm_platform.practice.names.base import NameList

_GERMAN_GIVEN = "Lena Jonas Hannah Felix Mia Lukas Çağla Maximilian Leonie Elias Jürgen Sophie"

NAMES = {
    "DE": NameList(
        _GERMAN_GIVEN,
        "Müller Schmidt Schäfer Weber Yılmaz Becker Groß Hoffmann Krüger Vogel Jäger",
    ),
    "AT": NameList(
        _GERMAN_GIVEN, "Gruber Huber Bauer Wagner Steiner Moser Pichler Leitner Fuchs Eder Kovač"
    ),
    "CH": NameList(
        "Noémie Luca Lara Reto Céline Matteo Anina Urs Alessia Jan Flurina Nils",
        "Müller Meier Schmid Rochat Bernasconi Gerber Brunner Favre Caflisch Baumann Zürcher",
    ),
    "GB": NameList(
        "Amelia Oliver Isla Harry Zara Callum Freya Mohammed Niamh Dylan Poppy Rhys",
        "Smith Campbell Khan Jones Taylor MacLeod Evans Okafor Wilson Patel Fraser",
    ),
    "IE": NameList(
        "Aoife Oisín Saoirse Cian Caoimhe Fionn Róisín Darragh Sinéad Conor Ciara Patrick",
        "Murphy O’Brien Kelly Byrne Walsh Ó_Súilleabháin Doyle Ryan Nic_Dhonnchadha Lynch",
    ),
    "FR": NameList(
        "Léa Gabriel Inès Hugo Chloé Yanis Manon Théo Amélie Loïc Aïcha Jean-Baptiste",
        "Martin Bernard Dubois Lefèvre Benali Girard N’Diaye Roux Garnier Faure Mercier",
    ),
    "GR": NameList(
        "Eleni/Ελένη Giorgos/Γιώργος Maria/Μαρία Dimitris/Δημήτρης Katerina/Κατερίνα Nikos/Νίκος "
        "Sofia/Σοφία Kostas/Κώστας Ioanna/Ιωάννα Alexandros/Αλέξανδρος Danai/Δανάη",
        "Papadopoulou/Παπαδοπούλου Vlachos/Βλάχος Georgiou/Γεωργίου Nikolaidis/Νικολαΐδης "
        "Makri/Μακρή Antoniou/Αντωνίου Oikonomou/Οικονόμου Pappas/Παππάς Samara/Σαμαρά",
    ),
    "RO": NameList(
        "Ioana Andrei Ștefania Mihai Ana-Maria Răzvan Bianca Alexandru Mădălina Vlad Irina Cătălin",
        "Popescu Ionescu Dumitrașcu Stan Munteanu Constantinescu Șerban Rusu Tănase Lazăr",
    ),
    "BE": NameList(
        "Emma Lucas Fien Louis Elise Wout Manon Seppe Yasmine Arthur Lotte Mathis",
        "Peeters Janssens Dubois Van_den_Broeck Lambert Maes De_Smet Dupont El_Amrani Claes",
    ),
    "ES": NameList(
        "Lucía Hugo Martina Pablo Carmen Álvaro Iria Iker Núria Javier Begoña Adrián",
        "García_López Fernández_Gil Martínez_Ruiz Sánchez_Mora Muñoz_Vega Romero_Sanz "
        "Ibáñez_Díaz Ortega_Peña Castro_León Núñez_Rey Puig_Soler",
    ),
    "IT": NameList(
        "Giulia Leonardo Sofia Lorenzo Chiara Matteo Beatrice Niccolò Martina Tommaso Zoe",
        "Rossi Ferrari Esposito Bianchi Ricci D’Angelo Greco Conti De_Luca Marino Colombo Hu",
    ),
    "SE": NameList(
        "Alva William Astrid Åke Elsa Viktor Maja Björn Linnéa Omar Saga Nils",
        "Andersson Lindström Öberg Karlsson Nyström Åkesson Bergman Hassan Sjöberg Ek Norén",
    ),
    "EE": NameList(
        "Liisa Martin Õie Rasmus Kertu Karl Aleksandra Sander Mari Oliver Anu Jüri",
        "Tamm Saar Mägi Ivanova Kask Sepp Õunapuu Rebane Kukk Põld Ilves",
    ),
    "PT": NameList(
        "Matilde João Leonor Afonso Beatriz Duarte Inês Tomás Mafalda Gonçalo Íris Rui",
        "Silva Ferreira Sousa Gonçalves Marques Araújo Simões Brandão Conceição Lopes Leão",
    ),
}

"""Common names of the Americas."""

from vsm_platform.practice.names.base import NameList

_SPANISH_GIVEN = (
    "Valentina Mateo Camila Santiago Lucía Sebastián Isabella Nicolás Mariana Tomás Gabriela Julián"
)

NAMES = {
    "US": NameList(
        "Emma Noah Olivia Liam Keala Kai Ava Marcus Leilani Ethan Sofia Jamal Grace Daniel",
        "Johnson Kealoha Williams Nguyen Brown Kahananui Garcia Davis Kim Miller Akana Wilson",
    ),
    "CA": NameList(
        "Chloé Liam Priya Lucas Maya Ethan Camille Owen Aanya Noah Sophie Arjun",
        "Tremblay Smith Singh Roy MacDonald Gagnon Patel Wilson Bouchard Campbell Chen",
    ),
    "MX": NameList(
        "Ximena Diego Regina Emiliano Fernanda Leonardo Renata Iker Daniela Ángel Paola Rodrigo",
        "Hernández García Martínez López González_Ruiz Pérez Ramírez Flores Cruz Morales Reyes",
    ),
    "GT": NameList(
        "María_José Diego Andrea Luis Sofía Ixchel Carlos Ana_Lucía Pablo Jimena Kevin Dulce",
        "López Morales Pérez Tzoc García Chávez Ajú Hernández Castillo Xicay Ramírez",
    ),
    "CR": NameList(
        _SPANISH_GIVEN,
        "Rodríguez Vargas Jiménez Mora Solano Chaves Rojas Quesada Araya Brenes Villalobos",
    ),
    "DO": NameList(
        "Yamilet Ángel Carolina Wilmer Nathalie Starlin Rosanna Junior Altagracia Rafael Mía Omar",
        "Rosario Santana Peña Polanco Mejía De_la_Cruz Báez Tavárez Guzmán Almonte Féliz",
    ),
    "JM": NameList(
        "Shanice Andre Kerry-Ann Dwayne Tanesha Omar Simone Jermaine Monique Rohan Alicia Kemar",
        "Brown Campbell Williams Grant Reid Clarke Bailey Gordon Morgan Wright Francis",
    ),
    "CO": NameList(
        _SPANISH_GIVEN,
        "Restrepo Gómez Ospina Rodríguez Zuluaga Moreno Arango Castaño Vélez Mejía Cárdenas",
    ),
    "EC": NameList(
        "Doménica Mateo Emilia Thiago Amelia Joaquín Sisa David Paulina Inti Daniela Andrés",
        "Zambrano Cevallos Quishpe Mendoza Vera Guamán Sánchez Andrade Paredes Chicaiza Mora",
    ),
    "PE": NameList(
        "Luana Rodrigo Ariana Thiago Killa Gonzalo Fiorella Renzo Milagros Amaru Xiomara Piero",
        "Quispe Flores Huamán Sánchez Mamani Rojas García Castillo Vargas Chávez Ccori",
    ),
    "CL": NameList(
        "Antonella Benjamín Isidora Vicente Millaray Martín Javiera Cristóbal Josefa Matías Sayen",
        "González Muñoz Rojas Díaz Soto Contreras Silva Sepúlveda Huenchumán Fuentes Araya",
    ),
    "AR": NameList(
        "Martina Bautista Catalina Joaquín Delfina Lautaro Julieta Facundo Malena Thiago Sol",
        "Fernández González Rodríguez Bianchi Gómez Romano Álvarez Sosa Acosta Ruiz Benítez Rossi",
    ),
    "BR": NameList(
        "Júlia João_Pedro Beatriz Lucas Larissa Gabriel Ana_Clara Rafael Thaís Vinícius Luíza Caio",
        "Silva Santos Oliveira Souza Nakamura Pereira Costa Almeida Ferreira Ribeiro Gonçalves",
    ),
}
